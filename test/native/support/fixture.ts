import { spawnSync } from 'node:child_process'
import path from 'node:path'

export type Ended = { readonly status: number | null; readonly signal: string | null; readonly stderr: string }

/** A file of fixtures/, run in a process of its own, because it changes namespaces, credentials or seccomp filters. */
export type Fixture = {
  readonly name: string
  readonly args?: readonly string[]
  /** A command to run node by, such as `['unshare', '-U']`. */
  readonly under?: readonly string[]
}

/** Runs a fixture and gives what it printed as JSON; what it wrote to stderr fails the test. */
export function runFixture<Result>(fixture: Fixture): Result {
  const { status, signal, stderr, stdout } = spawn(fixture)
  if (status === 0 && stderr === '') return JSON.parse(stdout)
  throw new Error(`${fixture.name} ended with ${signal ?? status}:\n${stderr}${stdout}`)
}

/** Runs a fixture that is expected to end by itself in some other way than well. */
export function endOfFixture(fixture: Fixture): Ended {
  const { status, signal, stderr } = spawn(fixture)
  return { status, signal, stderr }
}

function spawn({ name, args = [], under = [] }: Fixture) {
  const [command = process.execPath, ...rest] = [...under, process.execPath, fixturePath(name), ...args]
  return spawnSync(command, rest, { encoding: 'utf8', timeout: 30_000 })
}

export function fixturePath(name: string): string {
  return path.join(import.meta.dirname, '../fixtures', `${name}.ts`)
}
