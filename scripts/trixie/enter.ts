import { mkdtempSync, rmSync } from 'node:fs'
import { execa } from 'execa'
import { inRoot, root } from '../build/repository.ts'
import { type Counts, orFailed } from '../test/counts.ts'
import { countTap } from '../test/tap.ts'
import { debianTree } from './tree.ts'

/** Runs a command that writes TAP in a fresh Debian 13, which is gone afterwards. */
export async function tapInTree(command: readonly string[], say: (line: string) => void): Promise<Counts> {
  const tar = await debianTree(say)
  const tree = mkdtempSync('/var/tmp/oci-device-hook-trixie-')
  try {
    await execa('tar', ['--extract', '--file', tar, '--directory', tree])
    const { exitCode, stdout } = await execa('bash', [inRoot('scripts/trixie/enter.sh'), tree, root, ...command], {
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
