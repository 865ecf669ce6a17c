import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import type { GidmapDocument } from '../../../../src/core/gidmap/document.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { FakePrograms, printing } from '../../../support/fake-programs.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

/** Another one than root's, which every machine has. */
const [GROUP = '', , GID = ''] = execFileSync('getent', ['group', 'tty'], { encoding: 'utf8' }).split(':')
/** podman, as it maps a group of the host to 7, or nothing but its own user. */
const PODMAN = `case $1 in
--version) echo "podman version 5.4.2" ;;
unshare) printf '0 0 1\\n7 ${GID} 1\\n' ;;
esac`

async function gidmap(...args: string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'gidmap', ...args], output)
  return { ...output, stderr: output.stderr.replaceAll(/\s*\n\s*/g, ' ') }
}

describe('gidmap GROUP', () => {
  beforeEach(needsRoot)
  beforeAll(() => {
    if (process.getuid?.() === 0) usePrivateMounts()
  })

  test('asks the podman of whoever runs it, and no other', async () => {
    using _programs = new FakePrograms({ podman: PODMAN })
    const own = await gidmap(GROUP, '--user', 'root', '--json')
    expect(own.stderr).toBe('')
    const document: GidmapDocument = JSON.parse(own.stdout)
    expect(document).toMatchObject({ user: 'root', group: GROUP, gid: Number(GID), isReady: true, number: { now: 7 } })
    expect(own.code).toBe(0)
    const other = await gidmap(GROUP, '--user', 'nobody', '--json')
    expect(JSON.parse(other.stdout)).toMatchObject({ user: 'nobody', isReady: null, number: { now: null } })
    expect(other.code).toBe(2)
  })

  test('takes a device for its group, and says so of a path where none is', async () => {
    using _programs = new FakePrograms({ podman: PODMAN })
    using directory = new TemporaryDirectory()
    const device = directory.at('camera')
    execFileSync('mknod', [device, 'c', '1', '3'])
    fs.chownSync(device, 0, Number(GID))
    const { stdout } = await gidmap(device, '--user', 'root', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ group: GROUP, gid: Number(GID) })
    const { stderr, code } = await gidmap(`${device}s`, '--user', 'root')
    expect(stderr).toContain(`found no device "${device}s" on this host remedy: oci-device-hook devices`)
    expect(code).toBe(65)
  })

  test('says what is to be done where podman does not map it: exit 1', async () => {
    using _programs = new FakePrograms({ podman: 'echo 0 0 1' })
    const { stdout, code } = await gidmap(GID, '--user', 'root')
    expect(stdout).toContain(`Group ${GROUP} (gid ${GID}) in the rootless containers of root:`)
    expect(stdout).toContain('podman system migrate')
    expect(code).toBe(1)
  })

  test('cannot say whether it is mapped where podman does not answer: exit 2', async () => {
    using _programs = new FakePrograms({ podman: 'exit 125' })
    const { stdout, code } = await gidmap(GROUP, '--user', 'root', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      isReady: null,
      flags: { podman: [expect.stringContaining('--group-add')] },
    })
    expect(code).toBe(2)
  })

  test('reads /etc/subgid, and takes none for one without ids', async () => {
    using _programs = new FakePrograms({ podman: PODMAN })
    const isThere = async () => {
      const document: GidmapDocument = JSON.parse((await gidmap(GROUP, '--user', 'root', '--json')).stdout)
      return document.subgid.isThere
    }
    const accounts = ['passwd', 'group'].map((name) => [name, fs.readFileSync(`/etc/${name}`)] as const)
    coverWithTmpfs('/etc')
    for (const [name, text] of accounts) fs.writeFileSync(`/etc/${name}`, text)
    expect(await isThere()).toBe(false)
    fs.writeFileSync('/etc/subgid', `root:${GID}:1\n`)
    expect(await isThere()).toBe(true)
  })

  test('refuses root, who has no rootless containers', async () => {
    const { stderr, code } = await gidmap(GROUP)
    expect(stderr).toContain('found root, expected a user with rootless containers')
    expect(stderr).toContain('--user NAME')
    expect(code).toBe(65)
  })
})

test.each([
  ['no-such-group', 'found no group "no-such-group" on this host'],
  ['--', 'found no group "--" on this host'],
  ['root', 'found gid 0, expected a group of devices'],
])('gidmap refuses the group %s', async (group, sentence) => {
  using _programs = new FakePrograms({ podman: printing('podman version 5.4.2') })
  const { stdout, stderr, code } = await gidmap('--user', 'nobody', '--', group)
  expect(stderr).toContain(sentence)
  expect([stdout, code]).toEqual(['', 65])
})

test('gidmap refuses a user that the host does not know', async () => {
  const { stderr, code } = await gidmap(GROUP, '--user', 'no-such-user')
  expect(stderr).toContain('found no user "no-such-user" on this host')
  expect(code).toBe(65)
})
