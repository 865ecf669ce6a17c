import { describe, expect, test } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'
import { ERRORS } from '../../core/explain/errors.ts'

async function doctor(...args: readonly string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'doctor', ...args], output)
  return output
}

describe('doctor --explain, as it is typed', () => {
  test.each(ERRORS)('recognises what %s says: %s', async (_, error, code) => {
    const { stdout, stderr } = await doctor('--explain', error, '--json')
    expect(stderr).toBe('')
    expect(JSON.parse(stdout).symptoms[0]?.code).toBe(code)
  })

  test.each([
    ['behind --explain', ['--explain', '-????????? ? ? ? ?']],
    ['behind an equals sign', ['--explain=-????????? ? ? ? ?']],
    ['behind --', ['--explain', '--', '-????????? ? ? ? ?']],
    ['with an option before it', ['--json', '--explain', '-????????? ? ? ? ?']],
  ])('takes a text that begins with a dash %s', async (_, args) => {
    const { stdout, code } = await doctor(...args)
    expect(stdout).toContain('SELINUX_DENIED')
    expect(code).toBe(0)
  })

  test('takes an option behind it for an option', async () => {
    const { stdout, code } = await doctor('--explain', '--help')
    expect(stdout).toContain('Usage: ')
    expect(code).toBe(0)
  })

  test('takes a word for an option that there is not where nothing is to be explained', async () => {
    expect(await doctor('-????')).toMatchObject({ code: 64 })
  })
})
