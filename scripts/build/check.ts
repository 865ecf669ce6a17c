import { spawnSync } from 'node:child_process'
import type { Product } from './product.ts'
import type { Print } from './progress.ts'

/**
 * Runs the executable once.
 *
 * @throws When `--version` does not name this build, or anything is written to stderr: Node says there, and only there,
 *   that it rejected the code cache ("Code cache data rejected"), and then starts 10 ms slower.
 */
export function checkExecutable(executable: string, { version, commit }: Product, print: Print): void {
  const seen = spawnSync(executable, ['--version'], { encoding: 'utf8', env: {}, timeout: 30_000 })
  if (seen.error !== undefined) throw seen.error
  const namesItself = seen.stdout.includes(version) && seen.stdout.includes(commit)
  if (seen.status !== 0 || seen.stderr !== '' || !namesItself) {
    const { status, signal, stdout, stderr } = seen
    throw new Error(
      `${executable} --version: expected exit status 0, "${version}" and "${commit}" on stdout and nothing on stderr, ` +
        `found ${JSON.stringify({ status, signal, stdout, stderr })}`,
    )
  }
  print(`  check      ${seen.stdout.trim().split('\n').join(', ')}`)
}
