import { describe, expect, test } from 'vitest'
import { checkDirectory } from '../../../../src/core/cdi/check/access.ts'
import { checkSpecs } from '../../../../src/core/cdi/check/check.ts'
import { checkExit } from '../../../../src/core/cdi/check/document.ts'
import type { Access, SpecFile } from '../../../../src/core/cdi/check/file.ts'
import { generateSpec } from '../../../../src/core/cdi/generate.ts'
import type { Reader } from '../../../../src/core/cdi/readers.ts'
import type { HostNode } from '../../../../src/core/model/device.ts'
import { type HostGid, type HostUid, UNMAPPED } from '../../../../src/core/model/ids.ts'
import { entry, hostNode, REQUEST, rules } from './support/nodes.ts'

const CAMERA = hostNode('/dev/video0')
const { spec: SPEC } = generateSpec([entry(CAMERA)], REQUEST, rules())

/** root:root, but for what is named. */
function access({ uid = 0, gid = 0, mode = 0o644 }): Access {
  return { uid: uid as HostUid, gid: gid as HostGid, mode }
}

function file(content: object | string | undefined, path = '/etc/cdi/a.yaml', who = {}): SpecFile {
  const directory = path.slice(0, path.lastIndexOf('/'))
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return { path, directory, access: access(who), content: { text } }
}

function check(
  files: readonly SpecFile[],
  host: readonly HostNode[] = [CAMERA],
  readers: readonly Reader[] = [],
  programs: string[] = [],
  policy?: string,
) {
  return checkSpecs(files, {
    ...rules(policy),
    nodeAt: (path) => host.find((node) => node.path === path),
    isProgram: (path) => programs.includes(path),
    isThere: (path) => path.startsWith('/there/'),
    readers,
  })
}

/** Codes of everything that is not ok, each once. */
const codes = (...args: Parameters<typeof check>) =>
  [...new Set(check(...args).map(({ code }) => code))].filter((code) => code !== 'ok')

describe('checkSpecs()', () => {
  test('finds nothing wrong with a spec that was just made', () => {
    expect(check([file(SPEC)])).toEqual(
      ['video0', 'all'].map((name) => expect.objectContaining({ device: `localhost/video=${name}`, standing: 'ok' })),
    )
  })

  test.each([
    ['a node that is gone', [], ['missing']],
    ['a node with another number', [hostNode('/dev/video0', { minor: 9 })], ['number']],
    ['a node of another type', [hostNode('/dev/video0', { type: 'b' })], ['number']],
    ['a node of another group', [hostNode('/dev/video0', { gid: 45 })], ['gid', 'group-missing', 'group-stale']],
    ['a node of another mode', [hostNode('/dev/video0', { mode: 0o600 })], ['mode']],
    ['a node that the world may open now', [hostNode('/dev/video0', { mode: 0o666 })], ['mode']],
  ])('finds %s', (_, host, expected) => {
    expect(codes([file(SPEC)], host)).toEqual(expected)
  })

  test('finds groups that are not given, and takes those of the whole spec for given', () => {
    const bare = JSON.parse(JSON.stringify(SPEC))
    for (const device of bare.devices) delete device.containerEdits.additionalGids
    expect(codes([file(bare)])).toEqual(['group-missing'])
    expect(codes([file({ ...bare, containerEdits: { additionalGids: [44] } })])).toEqual([])
  })

  test('finds a group that the policy never gives', () => {
    expect(codes([file(SPEC)], [CAMERA], [], [], '[deny]\ngroups = ["video"]')).toEqual(['group-denied'])
    const disk = JSON.parse(JSON.stringify(SPEC).replaceAll('44', '6'))
    expect(codes([file(disk)], [hostNode('/dev/video0', { gid: 6 })])).toEqual(['group-denied'])
  })

  test('finds a hook whose program is not there', () => {
    const link = '/dev/v4l/by-id/a'
    const { spec } = generateSpec([entry(CAMERA, [link])], { ...REQUEST, links: 'all' }, rules())
    expect(codes([file(spec)])).toEqual(['hook'])
    expect(codes([file(spec)], [CAMERA], [], ['/usr/bin/oci-device-hook'])).toEqual([])
  })

  test.each([
    ['podman', '4.3.1', ['engine']],
    ['podman', '5.0.3', ['engine']],
    ['podman', '5.1.0', []],
    ['podman', '5.4.2', []],
    ['podman', '3.4.4', ['engine']],
    ['docker', '28.0.1', ['groups-ignored']],
    ['docker', '29.1.0', ['groups-ignored']],
  ] as const)('finds that %s %s has trouble with groups: %j', (engine, version, expected) => {
    expect(codes([file(SPEC)], [CAMERA], [{ engine, version }])).toEqual(expected)
  })

  test('finds files that nobody or not everybody may read', () => {
    const unreadable = { ...file(SPEC), content: { fault: 'EACCES' } }
    expect(check([unreadable])).toEqual([
      expect.objectContaining({ code: 'unreadable', remedy: 'sudo chmod 644 /etc/cdi/a.yaml' }),
    ])
    expect(codes([file(SPEC, '/etc/cdi/a.yaml', { mode: 0o600 })])).toEqual(['root-only'])
  })

  test.each([
    ['/etc/cdi/a.yaml', { mode: 0o666 }, 'everybody may write it', 'chmod go-w'],
    ['/home/a/cdi/a.yaml', { mode: 0o646, uid: 1000 }, 'everybody may write it', 'chmod go-w'],
    ['/run/cdi/a.yaml', { mode: 0o664, gid: 44 }, 'the group 44 may write it', 'chmod g-w'],
    ['/run/cdi/a.yaml', { uid: 1000 }, 'the user 1000, whose it is, may write it', 'chown root:root'],
  ])('finds that others than root may write %s: %j', (path, who, text, command) => {
    const remedy = `sudo ${command} ${path}`
    expect(check([file(SPEC, path, who)])).toContainEqual(
      expect.objectContaining({ code: 'writable', standing: 'fail', text: expect.stringContaining(text), remedy }),
    )
    const directory = { path, access: access({ ...who, mode: 0o755 | access(who).mode }), fault: undefined, files: [] }
    expect(checkDirectory(directory).map(({ code }) => code)).toEqual(['writable'])
  })

  test.each([
    ['/etc/cdi/a.yaml', { mode: 0o664 }],
    ['/home/a/cdi/a.yaml', { mode: 0o664, uid: 1000, gid: 1000 }],
    ['/run/user/1000/cdi/a.yaml', { uid: 1000 }],
  ])('takes it for right that %s is %j', (path, who) => {
    expect(codes([file(SPEC, path, who)])).toEqual([])
  })

  test('does not judge an owner that a user namespace hides', () => {
    const hidden: Access = { uid: UNMAPPED, gid: UNMAPPED, mode: 0o664 }
    expect(codes([{ ...file(SPEC), access: hidden }])).toEqual([])
  })

  test('finds a directory that this user, or not everybody, may read', () => {
    const directory = { path: '/run/cdi', access: access({ mode: 0o700 }), files: [] }
    expect(checkDirectory({ ...directory, fault: 'EACCES' })).toEqual([
      expect.objectContaining({ code: 'unreadable', standing: 'fail', remedy: 'sudo chmod 755 /run/cdi' }),
      expect.objectContaining({ code: 'root-only', standing: 'warn' }),
    ])
    expect(checkDirectory({ ...directory, fault: undefined }).map(({ code }) => code)).toEqual(['root-only'])
    expect(checkDirectory({ ...directory, access: access({ mode: 0o755 }), fault: undefined })).toEqual([])
  })

  test('does not let the name of a file become a command', () => {
    const [finding] = check([file(SPEC, '/etc/cdi/a;reboot.yaml', { mode: 0o666 })])
    expect(finding?.remedy).toBe("sudo chmod go-w '/etc/cdi/a;reboot.yaml'")
  })

  test('finds the source of a bind mount that is not there, and asks for no other', () => {
    const mounts = (hostPath: string, options: string[]) => ({
      ...SPEC,
      containerEdits: { mounts: [{ hostPath, containerPath: '/lib/a', options }] },
    })
    expect(codes([file(mounts('/nowhere/a', ['ro', 'bind']))])).toEqual(['mount'])
    expect(codes([file(mounts('/there/a', ['ro', 'bind']))])).toEqual([])
    expect(codes([file(mounts('tmpfs', ['size=1m']))])).toEqual([])
  })

  test('cannot tell about a version of CDI that is newer than itself', () => {
    expect(check([file({ ...SPEC, cdiVersion: '1.2.0', novelty: 1 })])).toEqual([
      expect.objectContaining({ code: 'version', standing: 'unknown' }),
    ])
  })

  test.each(['', 'a: [', '{"cdiVersion": "0.3.0"}'])('finds %j invalid', (text) => {
    expect(codes([file(text)])).toEqual(['invalid'])
  })

  test('finds a device in two files: of one directory they cancel out, of two the later counts', () => {
    const conflict = [file(SPEC), file(SPEC, '/etc/cdi/b.yaml')]
    expect(codes(conflict)).toEqual(['conflict'])
    const hidden = check([file(SPEC), file(SPEC, '/run/cdi/a.yaml')]).filter(({ code }) => code !== 'ok')
    expect(hidden.map(({ file: path, code }) => [path, code])).toEqual(Array(2).fill(['/etc/cdi/a.yaml', 'hidden']))
  })
})

test.each([
  [0, ['ok', 'warn']],
  [1, ['ok', 'warn', 'fail', 'unknown']],
  [2, ['ok', 'unknown']],
] as const)('checkExit() is %i for %j', (exit, standings) => {
  const findings = standings.map((standing) => ({
    file: '',
    device: null,
    standing,
    code: 'ok' as const,
    text: '',
    remedy: null,
  }))
  expect(checkExit({ version: 1, directories: [], files: 1, findings })).toBe(exit)
})
