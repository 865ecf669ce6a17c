import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { inRoot, root } from '../build/repository.ts'
import { type Counts, orFailed } from '../test/counts.ts'
import { countTap } from '../test/tap.ts'
import { debianTree } from './tree.ts'

/** Suites that are run on Debian 13 with everything else: what CDI, podman's hooks and the two runtimes promise. */
const SAMPLE = ['70-cdi.bats', '20-podman-rootful.bats', '30-crun.bats', '31-runc.bats']

/**
 * Runs bats suites with the engines of a Debian 13, in a tree that is gone afterwards.
 *
 * @param suites Names of files in test/bats, or options of bats; `undefined` for the sample.
 */
export async function runSuites(say: (line: string) => void, suites: readonly string[] = SAMPLE): Promise<Counts> {
  const tar = await debianTree(say)
  const tree = mkdtempSync('/var/tmp/oci-device-hook-trixie-')
  try {
    await execa('tar', ['--extract', '--file', tar, '--directory', tree])
    const files = suites.map((suite) => (suite.endsWith('.bats') ? join('test/bats', suite) : suite))
    const enter = [inRoot('scripts/trixie/enter.sh'), tree, root, 'test/bats/run', '--formatter', 'tap', ...files]
    const { exitCode, stdout } = await execa('bash', enter, {
      reject: false,
      stdin: 'ignore',
      stdout: ['inherit', 'pipe'],
      stderr: 'inherit',
    })
    return orFailed(countTap(stdout), exitCode)
  } finally {
    rmSync(tree, { recursive: true, force: true, maxRetries: 3 })
  }
}
