import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import { TemporaryDirectory } from '../../native/support/directory.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

async function check(toml: string, ...flags: string[]) {
  using dir = new TemporaryDirectory()
  const file = dir.at('p.toml')
  fs.writeFileSync(file, toml)
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'policy', 'check', file, ...flags], output)
  const hide = (text: string) => text.replaceAll(file, 'p.toml')
  return { ...output, stdout: hide(output.stdout), stderr: hide(output.stderr) }
}

const POLICY = `on_denied = "continue"
annotations = ["mode", "user"]

[allow]
classes = ["gpu", "serial"]
groups = []

[deny]
devices = ["/dev/dri/card*", "/dev/dri/card0"]
groups = ["no-such-group"]

[create]
devices = ["/dev/ttyUSB*"]
`

describe('policy check FILE', () => {
  test('shows what holds, and names rules without effect', async () => {
    const { stdout, stderr, code } = await check(POLICY)
    expect(stdout).toMatchSnapshot()
    expect([stderr, code]).toEqual(['', 0])
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says the same as JSON', async () => {
    const { stdout } = await check(POLICY, '--json')
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ version: 1, files: ['p.toml'], unknownGroups: ['no-such-group'] })
    expect(document.policy).toContainEqual({ key: 'on_denied', value: 'continue', from: 'p.toml:1' })
    expect(document.policy).toContainEqual({ key: 'allow.groups', value: 'none', from: 'p.toml:6' })
    expect(document.policy).toContainEqual({ key: 'deny.devices', value: '/dev/dri/card*', from: 'p.toml:9' })
    expect(document.policy).toContainEqual({ key: 'log.file', value: 'all', from: 'built-in' })
    expect(document.shadowed).toContainEqual({
      at: 'p.toml:9:30',
      rule: 'deny.devices "/dev/dri/card0"',
      reason: 'deny.devices "/dev/dri/card*" matches all that it matches',
    })
  })

  test.each([
    ['', true],
    ['[allow]\nclasses = ["gpu"]', true],
    ['[allow]\nnumbers = ["c 21:3"]', true],
    ['[allow]\nclasses = ["storage"]', false],
  ])('shows for %j whether the class storage has to be named still: %s', async (toml, isDenied) => {
    const { policy } = JSON.parse((await check(toml, '--json')).stdout)
    const denied = { key: 'deny.classes', value: 'storage', from: 'built-in' }
    expect(policy.some((line: object) => JSON.stringify(line) === JSON.stringify(denied))).toBe(isDenied)
  })

  test('shows an empty file as the built-in policy', async () => {
    const { stdout, code } = await check('')
    expect(stdout).toMatchSnapshot()
    expect(code).toBe(0)
  })

  test.each([
    ['[deny]\ngids = [5]', 'p.toml:2:1: unknown key "gids" in [deny]'],
    ['on_denied =', 'p.toml:1:12: '],
    ['[allow]\ndevices = ["/etc"]', 'p.toml:2:12: allow.devices[0]: found "/etc"'],
  ])('ends with 65 for %j, and says where', async (toml, part) => {
    const { stdout, stderr, code } = await check(toml)
    expect(stderr.replace(/\n/g, ' ')).toContain(part)
    expect([stdout, code]).toEqual(['', 65])
  })

  test('ends with 65 for a file that is not there', async () => {
    const output = recordedOutput()
    await runProgram(['node', 'oci-device-hook', 'policy', 'check', '/no/such'], output)
    expect(output).toMatchObject({ code: 65, stdout: '' })
    expect(output.stderr).toContain('/no/such: found ENOENT')
  })
})
