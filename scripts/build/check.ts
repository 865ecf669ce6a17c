import { spawnSync } from 'node:child_process'
import type { Platform } from './platform.ts'
import type { Product } from './product.ts'
import type { Print } from './progress.ts'

/**
 * Runs the executable twice: the main script, and one of the parts.
 *
 * @throws When `--version` does not name this build, or anything is written to stderr: there, and only there, it is said
 *   that V8 rejected a code cache. Then each start is 10 ms slower.
 */
export function checkExecutable(
  executable: string,
  { version, commit }: Product,
  print: Print,
  start: Platform['start'] = [],
): void {
  const seen = expectOutput([...start, executable, '--version'], [version, commit])
  expectOutput([...start, executable, '--help'], [])
  print(`  check      ${seen.trim().split('\n').join(', ')}`)
}

function expectOutput([program = '', ...args]: readonly string[], parts: readonly string[]): string {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, options)
  if (error !== undefined) throw error
  if (status === 0 && stderr === '' && parts.every((part) => stdout.includes(part))) return stdout
  throw new Error(
    `${[program, ...args].join(' ')}: expected exit status 0, ${parts.map((part) => `"${part}"`).join(' and ')} on stdout and ` +
      `nothing on stderr, found ${JSON.stringify({ status, signal, stdout, stderr })}`,
  )
}

const options = { encoding: 'utf8', env: { PATH: process.env.PATH }, timeout: 30_000 } as const
