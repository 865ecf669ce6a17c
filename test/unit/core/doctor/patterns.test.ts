import { describe, expect, test } from 'vitest'
import { containerDocument } from '../../../../src/core/doctor/container/document.ts'
import type { ContainerDevice, ContainerFacts } from '../../../../src/core/doctor/container/facts.ts'
import { recognise } from '../../../../src/core/doctor/container/patterns.ts'
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

  test('names the user of PUID and PGID, as one word of a shell', () => {
    const env = ['PUID=1$(reboot)', 'PGID=7']
    const [finding] = recognise({ ...FACTS, user: { uid: 0, gid: 0, groups: [] }, env })
    expect(finding?.remedy).toBe(`podman run --annotation oci-device-hook/user='1$(reboot):7' ...`)
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
