import { describe, expect, test } from 'vitest'
import { manualOf } from '../../../src/cli/manual.ts'
import { createProgram, runProgram } from '../../../src/cli/program.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

const run = async (...args: string[]) => {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', ...args], output)
  return output
}
const program = createProgram(recordedOutput())
const names = program.commands.map((command) => command.name())

describe('every command', () => {
  test.each(names)('%s has two examples, and they are commands that exist', (name) => {
    const manual = manualOf(program.commands.find((command) => command.name() === name) ?? program)
    const examples = manual?.examples ?? []
    expect(examples.length).toBeGreaterThanOrEqual(2)
    for (const { command } of examples) expect(names).toContain(/oci-device-hook (\S+)/.exec(command)?.[1])
  })

  test.each(names)('%s --help fits 80 columns, but for what is to be pasted', async (name) => {
    const { stdout, code } = await run(name, '--help')
    const examples = stdout.indexOf('Examples:')
    expect(code).toBe(0)
    expect(examples).toBeGreaterThan(0)
    for (const line of stdout.slice(0, examples).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('runProgram()', () => {
  test.each([
    [['no-such-command'], 'unknown command'],
    [['plan', '--no-such-option'], 'unknown option'],
    [['plan', '--stage', 'poststop'], 'Allowed choices are'],
    [['verify', '--pid', '0'], 'Expected a number'],
    [['--color', 'blue'], 'Allowed choices are'],
  ])('answers %j with a sentence and exit 64', async (args, sentence) => {
    const { stdout, stderr, code } = await run(...args)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^oci-device-hook: /)
    expect(stderr).toContain(sentence)
    expect(code).toBe(64)
  })

  test('takes --color and --debug before the command and behind it', async () => {
    expect(await run('--color', 'never', 'plan', '--debug')).toMatchObject({ colour: 'never', debug: true })
    expect(await run('plan', '--color', 'always')).toMatchObject({ colour: 'always', debug: false })
  })

  test('shows the help of the whole program', async () => {
    expect((await run('--help')).stdout).toContain('Stages, called by container engines:')
  })
})
