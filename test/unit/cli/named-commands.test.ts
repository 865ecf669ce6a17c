import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../../src/cli/program.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

const program = createProgram(recordedOutput())
const commands = new Map(program.commands.map((command) => [command.name(), command]))

/** Files whose texts tell people what to run. */
const FILES = ['src/core/explain', 'src/core/doctor', 'src/shell/doctor', 'src/cli'].flatMap((directory) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${directory}/${name}`),
)

/** `oci-device-hook COMMAND --option ...`, up to the end of the command. */
const CALL = /oci-device-hook ([a-zA-Z]+)((?: [^'"`|&;,)\n]+)?)/g
const calls = FILES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(CALL)].map(([, name = '', rest = '']) => ({ file, name, rest })),
)
/** Words of sentences that follow the program's name without being commands. */
const WORDS = new Set(['that', 'itself', 'precreate', 'goes', 'oci'])

describe('what people are told to run', () => {
  test.each(calls.filter(({ name }) => !WORDS.has(name)))('$file: oci-device-hook $name $rest', ({ name, rest }) => {
    const command = commands.get(name)
    expect([...commands.keys()]).toContain(name)
    const known = [command, ...(command?.commands ?? []), program].flatMap((one) => one?.options ?? [])
    const flags = known.flatMap(({ long, short }) => [long, short])
    for (const [flag] of rest.matchAll(/(?<= )--?[a-z][a-z-]*/g)) expect(flags).toContain(flag)
  })

  test('is found by this test at all', () => expect(calls.length).toBeGreaterThan(30))
})
