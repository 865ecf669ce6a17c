import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Everything a run shows to the outside. */
export type Outcome = {
  readonly status: number | null
  /** `SIGKILL` when it was still running after `patience`. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How to start the program; `env` is all it gets. */
export type Start = {
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  readonly stdin?: string
  /** Milliseconds until it is killed. */
  readonly patience?: number
}

/** Runs `file` to its end, or to the end of our patience. */
export function run(file: string, { args = [], env = {}, stdin = '', patience = 20_000 }: Start = {}): Outcome {
  const options = { env, input: stdin, timeout: patience, killSignal: 'SIGKILL', encoding: 'utf8' } as const
  const { status, signal, stdout, stderr } = spawnSync(file, args, options)
  return { status, signal, stdout, stderr }
}

/** @returns A new directory, removed when the test is over. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'oci-device-hook-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** @returns Why a test that needs `program` is skipped, or undefined when it is in PATH. */
export function missing(program: string): string | undefined {
  const found = (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)))
  return found ? undefined : `needs ${program} (apt-get install ${program})`
}
