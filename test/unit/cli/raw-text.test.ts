import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import { recordedOutput, TERMINAL } from '../../support/recorded-output.ts'

const scratch = mkdtempSync('/tmp/odh-raw-')
afterAll(() => rmSync(scratch, { recursive: true }))

async function said(args: readonly string[], screen = { ...TERMINAL, columns: Number.POSITIVE_INFINITY }) {
  const output = recordedOutput(screen)
  await runProgram(['node', 'oci-device-hook', ...args], output)
  return output
}

function file(name: string, text: string): string {
  writeFileSync(join(scratch, name), text)
  return join(scratch, name)
}

describe('what a person typed, or a file holds', () => {
  test.each([
    [['log', '\u001b[31mx']],
    [['verify', '\u001b[31mx']],
    [['\u001b[31mx']],
    [['doctor', '--\u001b[31mx']],
    [['completion', '\u001b[31mx']],
    [['devices', '\u001b[31mx']],
    [['gidmap', '\u001b[31mx', '--user', 'nobody']],
  ])('%j sends nothing to the terminal that it would obey', async (args) => {
    const { stdout, stderr } = await said(args)
    expect(stderr).toContain('[31mx')
    expect(stdout + stderr).not.toContain('\u001b')
  })

  test.each([
    ['nothing', join(scratch, 'no-such'), 'found ENOENT'],
    ['no JSON', file('text', 'root:x:0:0'), 'found no JSON'],
    ['another document', file('empty', '{}'), 'found JSON in which version is missing, or not what it should be'],
    ['no document', file('list', '[]'), 'found JSON in which the document itself is missing, or not what it should be'],
  ])('--replay of %s is told in our words', async (_, path, sentence) => {
    const { stderr, code } = await said(['doctor', '--replay', path])
    expect(stderr).toBe(`oci-device-hook: --replay ${path}: ${sentence}, expected what doctor --record wrote\n`)
    expect(code).toBe(65)
  })
})

describe('on a terminal of 40 columns', () => {
  const NARROW = { ...TERMINAL, columns: 40 }

  test.each(['plan', 'verify', 'doctor', 'devices', 'install', 'uninstall', 'log', 'gidmap', 'completion'])(
    'an example of %s is a comment and a command, whatever is wrapped',
    async (name) => {
      const { stdout } = await said([name, '--help'], NARROW)
      const examples = stdout.split('Examples:\n')[1]?.trimEnd().split('\n') ?? []
      expect(examples.length).toBeGreaterThan(3)
      for (const line of examples)
        expect(line).toMatch(/^ {2}(# |sudo oci-device-hook |oci-device-hook |podman |eval |docker )/)
    },
  )

  test('the lines of a list begin where its text does', async () => {
    const { stdout } = await said(['doctor', '--explain', 'cat: /dev/ttyUSB0: Permission denied'], NARROW)
    expect(stdout).toMatch(/\n {2}- let the hook make the device usable,\n {4}whichever engine/)
  })
})
