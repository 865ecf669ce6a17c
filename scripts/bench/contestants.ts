import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findCommand } from '../engines/find.ts'
import { HOOK } from '../matrix/binary.ts'
import { buildEmpty, buildEmptyAsUsual } from './empty.ts'

/** A program that can be a hook. */
export interface Contestant {
  readonly name: string
  readonly path: string
  /** What comes before the stage in argv, argv[0] first. */
  readonly argv: readonly string[]
  /** `hook` does the job; `floor` does nothing, and is what a Node single executable cannot go below. */
  readonly kind: 'hook' | 'floor'
}

/** Names that reports refer to. */
export const OURS = 'oci-device-hook'
export const FLOOR = 'empty executable, same flags'
export const USUAL_FLOOR = 'empty executable, as usual'

const SOURCES = fileURLToPath(new URL('../../bench/rivals/', import.meta.url))

/** Builds all contestants in `directory`; tells which could not be, and why. */
export function makeContestants(directory: string, tell: (line: string) => void): Contestant[] {
  const makers: readonly (() => Contestant)[] = [
    () => ({ name: OURS, path: HOOK, argv: ['oci-device-hook'], kind: 'hook' }),
    () => ({ name: FLOOR, path: buildEmpty(directory), argv: ['empty'], kind: 'floor' }),
    () => ({ name: USUAL_FLOOR, path: buildEmptyAsUsual(directory), argv: ['empty'], kind: 'floor' }),
    () => compiled('C', join(directory, 'hook-c'), (to) => ['gcc', '-O2', '-o', to, `${SOURCES}hook.c`, '-ljson-c']),
    () =>
      compiled('Go', join(directory, 'hook-go'), (to) => [
        'go',
        'build',
        '-ldflags=-s -w',
        '-o',
        to,
        `${SOURCES}hook.go`,
      ]),
    () => script('python3', '/usr/bin/python3', 'hook.py', directory),
    () => script('bash and jq', '/bin/bash', 'hook.bash', directory),
  ]
  return makers.flatMap((make) => {
    try {
      return [make()]
    } catch (error) {
      tell(`Left out: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`)
      return []
    }
  })
}

function compiled(name: string, path: string, command: (to: string) => readonly string[]): Contestant {
  const [program = '', ...args] = command(path)
  const env = { ...process.env, CGO_ENABLED: '0', GOCACHE: `${path}.cache` }
  execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  return { name, path, argv: [path], kind: 'hook' }
}

/** The interpreter is what runs, as with `#!`; the script is copied, so that nobody's checkout is a search path. */
function script(name: string, interpreter: string, file: string, directory: string): Contestant {
  if (findCommand(interpreter.split('/').at(-1) ?? '') === undefined) throw new Error(`${name}: no ${interpreter}`)
  const path = join(directory, file)
  cpSync(`${SOURCES}${file}`, path)
  return { name, path: interpreter, argv: [interpreter, path], kind: 'hook' }
}
