import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identifyProduct } from '../build/product.ts'
import { inRoot, root } from '../build/repository.ts'
import { PROCESSORS } from '../package/processor.ts'
import { sourceEpoch } from '../package/release.ts'
import { makePackages } from '../package.ts'
import type { Counts } from '../test/counts.ts'
import { tapInTree } from './enter.ts'

/**
 * Packs what is built in dist/ as three packages, twice and with two revisions, and installs, uses, upgrades and removes
 * them in a Debian 13. Compressed in haste: `npm run package` is where size counts.
 */
export async function testPackages(say: (line: string) => void): Promise<Counts> {
  // Below dist: that is what the tree sees of us.
  const work = mkdtempSync(inRoot('dist/.packages-'))
  process.env.SOURCE_DATE_EPOCH ??= `${sourceEpoch()}` // A commit meanwhile must not look like a build that cannot be repeated.
  const processors = PROCESSORS.filter(({ node }) => node === process.arch)
  try {
    for (const [directory, revision] of [
      ['1', '1'],
      ['again', '1'],
      ['2', '2'],
    ] as const) {
      await makePackages({ out: join(work, directory), processors, revision, built: inRoot('dist'), effort: 'fast' })
    }
    writeFileSync(join(work, 'version'), identifyProduct().version)
    const bats = ['node_modules/bats/bin/bats', '--formatter', 'tap', 'test/packages/packages.bats']
    return await tapInTree(['env', `ODH_PACKAGES=${work}`, `ODH_CHECKOUT=${root}`, ...bats], say)
  } finally {
    rmSync(work, { recursive: true })
  }
}
