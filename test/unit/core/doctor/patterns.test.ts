import { describe, expect, test } from 'vitest'
import { containerDocument } from '../../../../src/core/doctor/container/document.ts'
import type { ContainerDevice, ContainerFacts } from '../../../../src/core/doctor/container/facts.ts'
import { recognise } from '../../../../src/core/doctor/container/patterns.ts'
import { warn } from '../../../../src/core/doctor/finding.ts'
import type { HostDevice } from '../../../../src/core/host/host-device.ts'

const NUMBER = { type: 'c', major: 188, minor: 0 } as const
const HOST: HostDevice = {
  path: '/dev/ttyUSB0',
  number: NUMBER,
  class: 'serial',
  uid: 0,
  gid: 20,
  mode: 0o660,
  links: 1,
  acl: undefined,
  label: undefined,
  names: [],
  driver: undefined,
}
const USABLE: ContainerDevice = {
  path: '/dev/ttyUSB0',
  verdict: 'usable',
  layer: null,
  reason: 'every layer that was asked allows it',
  remedy: null,
  node: { number: NUMBER, uid: 0, gid: 20, mode: 0o660, links: 1 },
  host: HOST,
}
const DENIED: ContainerDevice = { ...USABLE, verdict: 'denied', layer: 'mode', reason: 'EACCES: mode bits' }
const FACTS: ContainerFacts = {
  name: 'app',
  engine: 'podman',
  runtime: 'crun',
  isRunning: true,
  isRootless: false,
  args: ['app'],
  env: [],
  user: { uid: 1000, gid: 1000, groups: [] },
  annotations: {},
  maps: undefined,
  groupAdd: [],
  healthCommand: [],
  outside: { uid: 1000, gid: 1000, groups: [] },
  devices: [USABLE],
  hookMissing: undefined,
}
const MAPS = {
  uid: [{ inside: 0, outside: 100_000, count: 65_536 }],
  gid: [{ inside: 0, outside: 100_000, count: 65_536 }],
}
const codes = (changes: Partial<ContainerFacts>) => recognise({ ...FACTS, ...changes }).map(({ code }) => code)

describe('recognise()', () => {
  test('finds nothing in a container that is well', () => expect(codes({})).toEqual([]))

  test.each<[string, Partial<ContainerFacts>, string[]]>([
    ['a device that went away', { devices: [{ ...DENIED, layer: 'unplugged' }] }, ['UNPLUGGED']],
    ['a device without a rule', { devices: [{ ...DENIED, layer: 'cgroup' }] }, ['CGROUP_NO_RULE']],
    [
      'keep-groups with runc',
      { runtime: 'runc', annotations: { 'run.oci.keep_original_groups': '1' } },
      ['KEEP_GROUPS_IGNORED_BY_RUNC'],
    ],
    [
      'keep-groups switched off with runc',
      { runtime: 'runc', annotations: { 'run.oci.keep_original_groups': '0' } },
      [],
    ],
    [
      'a host node of the owner alone',
      { devices: [{ ...DENIED, host: { ...HOST, mode: 0o600 } }] },
      ['NODE_WITHOUT_GROUP'],
    ],
    ['a node whose host is not known', { devices: [{ ...DENIED, host: undefined }] }, []],
    ['an owner without a number, by root', { maps: MAPS, devices: [DENIED] }, ['USERNS_UNMAPPED_OWNER']],
    [
      'an owner without a number, by a user',
      { maps: MAPS, isRootless: true, devices: [DENIED] },
      ['ROOTLESS_UNMAPPED_GROUP'],
    ],
    [
      'mode bits that crun took',
      {
        maps: MAPS,
        devices: [{ ...USABLE, node: { number: NUMBER, uid: 100_000, gid: 100_020, mode: 0o640, links: 1 } }],
      },
      ['CRUN_MODE_CUT'],
    ],
    ['the init of s6', { user: { uid: 0, gid: 0, groups: [] }, args: ['/init'] }, ['DROPS_GROUPS']],
    ['a program that only sounds like gosu', { user: { uid: 0, gid: 0, groups: [] }, args: ['/usr/bin/gosub'] }, []],
    [
      'gosu as a word',
      { user: { uid: 0, gid: 0, groups: [] }, args: ['/usr/local/bin/gosu', 'app', 'run'] },
      ['DROPS_GROUPS'],
    ],
    ['PUID without root', { env: ['PUID=1000'] }, []],
    ['a group that the hook added', { user: { uid: 1000, gid: 1000, groups: [20] } }, ['EXEC_LACKS_GROUP']],
    ['the same group by --group-add', { user: { uid: 1000, gid: 1000, groups: [20] }, groupAdd: ['20'] }, []],
    ['an added group that nobody needs', { user: { uid: 1000, gid: 1000, groups: [44] } }, []],
    [
      'access by an ACL alone',
      {
        devices: [
          { ...USABLE, host: { ...HOST, acl: { named: [{ kind: 'user', id: 1000, bits: 6 }], groupBits: 6 } } },
        ],
      },
      ['ACL_SEAT'],
    ],
    [
      'an ACL for somebody else',
      {
        devices: [
          { ...USABLE, host: { ...HOST, acl: { named: [{ kind: 'user', id: 1001, bits: 6 }], groupBits: 6 } } },
        ],
      },
      [],
    ],
  ])('%s', (_, changes, expected) => expect(codes(changes)).toEqual(expected))

  test('names the user of PUID and PGID, if those are numbers: what an image says is not for a shell', () => {
    const remedy = (...env: string[]) => recognise({ ...FACTS, user: { uid: 0, gid: 0, groups: [] }, env })[0]?.remedy
    expect(remedy('PUID=1001', 'PGID=7')).toBe('podman run --annotation oci-device-hook/user=1001:7 IMAGE')
    expect(remedy('PUID=$(reboot)')).toBe('podman run --annotation oci-device-hook/user=UID:1000 IMAGE')
    expect(remedy('PUID=1', 'PGID=')).toBe('podman run --annotation oci-device-hook/user=1:GID IMAGE')
  })

  const DISK = { ...HOST, path: '/dev/vda', number: { type: 'b', major: 252, minor: 0 }, class: 'other' } as const
  const CONSOLE = { ...HOST, path: '/dev/tty0', number: { type: 'c', major: 4, minor: 0 }, class: 'other' } as const
  const closed = (host: HostDevice): ContainerDevice => ({ ...DENIED, path: host.path, host: { ...host, mode: 0o600 } })

  test.each<[string, Partial<ContainerFacts>]>([
    ['a disk', { devices: [closed(DISK)] }],
    ['what has no known class', { devices: [closed(CONSOLE)] }],
    [
      'a privileged container',
      {
        devices: [closed(HOST), closed(DISK)],
        annotations: { 'io.podman.annotations.privileged': 'TRUE' },
      },
    ],
  ])('offers no udev rule for %s', (_, changes) => {
    expect(recognise({ ...FACTS, devices: [closed(HOST)] })[0]?.remedy).toContain('udev')
    for (const { remedy } of recognise({ ...FACTS, ...changes })) expect(remedy).not.toContain('udev')
  })

  test('says once of a privileged container that its devices are to be named', () => {
    const annotations = { 'io.podman.annotations.privileged': 'TRUE' }
    const findings = recognise({ ...FACTS, annotations, devices: [closed(HOST), closed(DISK), closed(CONSOLE)] })
    expect(findings.map(({ code }) => code)).toEqual(['PRIVILEGED_DENIED'])
    expect(findings[0]?.devices).toEqual(['/dev/ttyUSB0', '/dev/vda', '/dev/tty0'])
    expect(codes({ annotations })).toEqual([])
  })

  test('says that no hook would run, where a device is denied that it could serve', () => {
    const hookMissing = warn({
      code: 'HOOK_NOT_INSTALLED',
      found: 'x',
      expected: 'y',
      remedy: 'oci-device-hook install',
    })
    expect(codes({ hookMissing, devices: [DENIED] })).toEqual(['HOOK_NOT_INSTALLED'])
    expect(codes({ hookMissing })).toEqual([])
    expect(codes({ hookMissing, devices: [{ ...DENIED, layer: 'unplugged' }] })).toEqual(['UNPLUGGED'])
  })

  test('names the missing rule of a device that its mode closes as well', () => {
    expect(codes({ devices: [{ ...DENIED, also: 'cgroup' }] })).toEqual(['CGROUP_NO_RULE'])
  })
})

describe('containerDocument()', () => {
  test('says what it is about, without what only the rules need', () => {
    const document = containerDocument({ ...FACTS, devices: [DENIED] })
    expect(document).toMatchObject({ version: 1, container: 'app', running: true })
    expect(Object.keys(document.devices[0] ?? {}).sort()).toEqual([
      'class',
      'layer',
      'path',
      'reason',
      'remedy',
      'verdict',
    ])
  })
})
