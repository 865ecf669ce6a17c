import fs from 'node:fs'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addCdi } from '../../../src/cli/cdi/cdi.ts'
import type { CdiHost } from '../../../src/shell/cdi/host.ts'
import { linuxCdiHost } from '../../../src/shell/linux/cdi/host.ts'
import { TemporaryDirectory } from '../../native/support/directory.ts'
import { recordedOutput } from '../../support/recorded-output.ts'
import { entry, hostNode } from '../core/cdi/support/nodes.ts'
import { fakeHost } from '../shell/cdi/fake-host.ts'

const CAMERA = entry(hostNode('/dev/video0'), ['/dev/v4l/by-id/usb-Cam'])

async function run(host: CdiHost, ...args: string[]) {
  const output = recordedOutput()
  const program = new Command().exitOverride()
  addCdi(program, output, host)
  await program.parseAsync(['node', 'oci-device-hook', 'cdi', ...args])
  return output
}

describe('cdi generate', () => {
  test('prints a spec', async () => {
    const { stdout, stderr } = await run(fakeHost([CAMERA]), 'generate', '--device', '/dev/video0')
    expect(stdout).toContain('kind: localhost/video\n')
    expect(stderr).toBe('')
  })

  test('writes it under the name of its kind, and says which devices there are', async () => {
    const host = fakeHost([CAMERA], ['/etc/cdi'])
    const { stdout } = await run(host, 'generate', '--class', 'video', '--output', '/etc/cdi')
    expect([...host.files.keys()]).toEqual(['/etc/cdi/localhost-video.yaml'])
    expect(stdout).toBe(
      'wrote /etc/cdi/localhost-video.yaml, cdiVersion 0.7.0:\nlocalhost/video=usb-Cam\nlocalhost/video=all\n',
    )
  })

  test('says which devices a second spec of the same kind throws out', async () => {
    const host = fakeHost([CAMERA, entry(hostNode('/dev/video2', { minor: 2 }))])
    const write = (device: string) => run(host, 'generate', '--device', device, '--output', '/etc/cdi/')
    expect((await write('/dev/video0')).stderr).toBe('')
    expect((await write('/dev/video2')).stderr).toBe(
      'oci-device-hook: this replaces /etc/cdi/localhost-video.yaml; no longer in it: localhost/video=usb-Cam\n',
    )
    const { stderr } = await run(host, 'generate', '--device', '/dev/video0', '--output', '/etc/cdi/mine.yaml')
    expect(stderr).toMatch(/^oci-device-hook: \/etc\/cdi\/localhost-video\.yaml has localhost\/video=all too: .*--kind/)
  })

  test('writes JSON where the name or the option says so', async () => {
    const host = fakeHost([CAMERA])
    await run(host, 'generate', '--device', '/dev/video0', '--output', '/a/x.json')
    await run(host, 'generate', '--device', '/dev/video0', '--output', '/b/', '--format', 'json')
    expect([...host.files.keys()]).toEqual(['/a/x.json', '/b/localhost-video.json'])
    for (const text of host.files.values()) expect(JSON.parse(text)).toHaveProperty('kind', 'localhost/video')
  })

  test('says what an older version loses', async () => {
    const { stderr } = await run(fakeHost([CAMERA]), 'generate', '--device', '/dev/video0', '--cdi-version', '0.5.0')
    expect(stderr).toMatch(/^oci-device-hook: cdiVersion 0\.5\.0 has no additionalGids/)
  })

  test.each([
    ['a name that engines pass over', ['--device', '/dev/video0', '--output', '/a/x.txt']],
    ['a name against the format', ['--device', '/dev/video0', '--output', '/a/x.yaml', '--format', 'json']],
    ['a class without a device', ['--class', 'tpm', '--output', '/a/']],
    ['no device at all', []],
  ])('refuses %s', async (_, args) => {
    const host = fakeHost([CAMERA])
    await expect(run(host, 'generate', ...args)).rejects.toMatchObject({ code: 'ERR_CDI' })
    expect(host.files.size).toBe(0)
  })

  test('--prune removes the file of a class without a device', async () => {
    const host = fakeHost([CAMERA])
    host.files.set('/a/localhost-tpm.yaml', 'old')
    const prune = ['generate', '--class', 'tpm', '--prune', '--output', '/a/']
    expect((await run(host, ...prune)).stdout).toMatch(/^removed \/a\/localhost-tpm\.yaml/)
    expect((await run(host, ...prune)).stdout).toBe('no device for localhost/tpm\n')
  })
})

describe('cdi check', () => {
  /** The machine, with the devices and directories of a fake one. */
  const hostWith = (gid: number): CdiHost => ({
    ...linuxCdiHost(async () => [{ engine: 'podman', version: '5.4.2' }]),
    nodeAt: () => hostNode('/dev/video0', { gid }),
    realPath: (path) => path,
  })

  test('finds nothing wrong with what was just made, and shows a table or JSON', async () => {
    using directory = new TemporaryDirectory()
    const host = { ...hostWith(44), inventory: () => [CAMERA] }
    await run(host, 'generate', '--device', '/dev/video0', '--output', `${directory.path}/`)
    const shown = await run(host, 'check', directory.path)
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/localhost\/video=usb-Cam +✔ ok/)
    const { findings, version } = JSON.parse((await run(host, 'check', directory.path, '--json')).stdout)
    expect(version).toBe(1)
    expect(findings).toContainEqual({
      file: `${directory.path}/localhost-video.yaml`,
      device: 'localhost/video=all',
      standing: 'ok',
      code: 'ok',
      text: 'as the host has it',
      remedy: null,
    })
  })

  test('exits 1 and says the remedy when a group has changed', async () => {
    using directory = new TemporaryDirectory()
    await run(
      { ...hostWith(44), inventory: () => [CAMERA] },
      'generate',
      '--device',
      '/dev/video0',
      '-o',
      `${directory.path}/`,
    )
    const { code, stdout } = await run(hostWith(45), 'check', directory.path)
    expect(code).toBe(1)
    expect(stdout).toContain('remedy: make the spec again: oci-device-hook cdi generate')
  })

  test('takes a file that is no spec for what it is, escapes of terminals included', async () => {
    using directory = new TemporaryDirectory()
    fs.writeFileSync(`${directory.path}/a.yaml`, 'kind: "\\u001b[31m"\ncdiVersion: 0.3.0\ndevices: [{}]\n')
    const { code, stdout } = await run(hostWith(44), 'check', directory.path)
    expect(code).toBe(1)
    expect(stdout).not.toContain('\u001b[31m')
  })
})

test('cdi check goes on where one directory cannot be read, and says so', async () => {
  using directory = new TemporaryDirectory()
  const host = linuxCdiHost(async () => [])
  const hidden = { path: '/run/cdi', access: undefined, fault: 'EACCES', files: [] }
  const some = { ...host, specDirectory: (path: string) => (path === '/run/cdi' ? hidden : host.specDirectory(path)) }
  fs.writeFileSync(`${directory.path}/a.yaml`, 'kind: x')
  const { code, stdout } = await run(some, 'check', directory.path)
  expect(code).toBe(1)
  expect(stdout).toContain('remedy: sudo chmod 755 /run/cdi')
  expect(stdout).toContain(`${directory.path}/a.yaml`)
  const alone = await run(some, 'check')
  expect(alone.stdout).toContain('remedy: sudo chmod 755 /run/cdi')
})

test('linuxCdiHost() knows programs and directories from other files', () => {
  const host = linuxCdiHost(async () => [])
  const programs = ['/bin/sh', '/etc/passwd', '/etc', '/nonexistent'].map((path) => host.isProgram(path))
  expect(programs).toEqual([true, false, false, false])
  expect([host.isThere('/etc'), host.isThere('/nonexistent/a'), host.isThere('/etc/passwd/a')]).toEqual([
    true,
    false,
    false,
  ])
  expect([host.isDirectory('/etc'), host.isDirectory('/etc/passwd'), host.isDirectory('/nonexistent')]).toEqual([
    true,
    false,
    false,
  ])
  expect(host.classOf({ type: 'c', major: 10, minor: 200 })).toBe('tun')
})
