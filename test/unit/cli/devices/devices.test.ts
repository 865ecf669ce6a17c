import { describe, expect, test } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import type { DevicesDocument } from '../../../../src/core/host/host-device.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

async function devices(...args: string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'devices', ...args], output)
  return output
}
const documentOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as DevicesDocument

describe('devices', () => {
  test('--all shows the null device, and without it none of its class', async () => {
    const all = documentOf(await devices('--all', '--json'))
    expect(all.devices).toContainEqual(expect.objectContaining({ path: '/dev/null', number: 'c 1:3', class: 'other' }))
    expect(documentOf(await devices('--json')).devices.map((device) => device.class)).not.toContain('other')
  })

  test('takes a path, a directory and a class, together', async () => {
    const { devices: found } = documentOf(await devices('/dev/null', '/dev/net/', 'fuse', '--json'))
    for (const { path, class: kind } of found)
      expect(path === '/dev/null' || path.startsWith('/dev/net/') || kind === 'fuse').toBe(true)
    expect(found.map(({ path }) => path)).toContain('/dev/null')
  })

  test('gives no device the names of what is open in this process', async () => {
    const { devices: found } = documentOf(await devices('--all', '--json'))
    const names = found.flatMap((device) => device.names)
    for (const name of ['/dev/stdin', '/dev/stdout', '/dev/stderr']) expect(names).not.toContain(name)
  })

  test('says of a user what everybody may', async () => {
    const document = documentOf(await devices('/dev/null', '--user', 'nobody', '--json'))
    expect(document).toMatchObject({ user: 'nobody', devices: [{ user: { allowed: true, rule: 'other' } }] })
  })

  test.each([
    [['/dev/no-such-device'], 'found no device "/dev/no-such-device", expected a path below /dev or one of'],
    [['nonsense'], 'found no device "nonsense"'],
    [['/dev/null', '--user', 'no-such-user'], 'found no user "no-such-user"'],
    [['/dev/null', '--user', '--all'], 'found no user "--all"'],
    [['/dev/null', '--user', '4294967296'], 'found no user "4294967296"'],
    [['/dev/null', '--user', '4294967295'], 'found no user "4294967295"'],
  ])('%j: a sentence and exit 65', async (args, sentence) => {
    const { stderr, code } = await devices(...args)
    expect(stderr.replaceAll('\n', ' ')).toContain(sentence)
    expect(code).toBe(65)
  })
})
