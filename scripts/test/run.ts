import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { noTreeBecause } from '../trixie/install.ts'
import { COUNTS_FILE, type Counts, oneTest, orFailed } from './counts.ts'
import { countTap } from './tap.ts'

/** Runs a program whose exit status is the whole answer; what it prints is seen as it comes. */
export async function runPlain(program: string, args: readonly string[]): Promise<Counts> {
  const { exitCode } = await execa(program, args, { reject: false, stdio: ['ignore', 'inherit', 'inherit'] })
  return oneTest(exitCode === 0)
}

/** Runs a sample of the truth matrix, with a seed of its own each time, which it prints. */
export async function runMatrix(cells: number): Promise<Counts> {
  if (process.getuid?.() === 0) return runPlain(process.execPath, ['scripts/matrix.ts', '--sample', `${cells}`])
  const reason = 'it starts rootful containers: run it as root'
  return { passed: 0, failed: 0, skipped: [{ name: 'the truth matrix', reason }] }
}

/** Runs the tests of some vitest projects. */
export async function runVitest(projects: readonly string[], ...options: readonly string[]): Promise<Counts> {
  const chosen = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=./scripts/test/vitest-reporter.ts']
  return runCounting('vitest', ['run', ...chosen, ...reporters, ...options])
}

/** Runs the hardening suites in the sizes of `npm test`; each counts as one test. */
export async function runHardening(): Promise<Counts> {
  return runCounting(process.execPath, ['scripts/harden.ts'])
}

/** Runs a program that writes its counts to a file. */
async function runCounting(program: string, args: readonly string[]): Promise<Counts> {
  const directory = mkdtempSync(join(tmpdir(), 'oci-device-hook-counts-'))
  const file = join(directory, 'counts.json')
  try {
    const { exitCode } = await execa(program, args, {
      reject: false,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { [COUNTS_FILE]: file },
    })
    return orFailed(readCounts(file), exitCode)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Runs the bats suites. */
export async function runBats(): Promise<Counts> {
  const { exitCode, stdout } = await execa('test/bats/run', ['--formatter', 'tap'], {
    reject: false,
    stdin: 'ignore',
    stdout: ['inherit', 'pipe'],
    stderr: 'inherit',
  })
  return orFailed(countTap(stdout), exitCode)
}

function readCounts(file: string): Counts {
  if (!existsSync(file)) return oneTest(false)
  const counts: Counts = JSON.parse(readFileSync(file, 'utf8'))
  return counts
}

/** Runs `test` on Debian 13, or says why this machine cannot. */
export async function onDebian13(
  name: string,
  test: (say: (line: string) => void) => Promise<Counts>,
): Promise<Counts> {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const reason = await noTreeBecause(say)
  return reason === undefined ? test(say) : { passed: 0, failed: 0, skipped: [{ name, reason }] }
}
