import { describe, expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import type { HostGid } from '../../../../src/core/model/ids.ts'
import {
  creationDenial,
  deviceDenial,
  groupDenial,
  type Subject,
  strategyDenial,
} from '../../../../src/core/policy/judge.ts'
import { parsePolicies, parsePolicy } from '../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY, type GroupRef } from '../../../../src/core/policy/policy.ts'
import { deviceClass } from '../../../../src/core/resolve/device-class.ts'

const policy = (toml: string) => parsePolicy(toml, 'P')
const char = (major: number, minor: number): DeviceNumber => ({ type: 'c', major, minor })
const subject = (path: string, number: DeviceNumber): Subject => ({
  path,
  number,
  classOf: (each) => deviceClass(each),
})
const GROUPS = new Map([
  ['disk', 6],
  ['video', 44],
])
const lookup = (group: GroupRef) => (typeof group === 'number' ? group : GROUPS.get(group)) as HostGid | undefined

const VIDEO = char(81, 0)
const KVM = char(10, 232)

describe('deviceDenial()', () => {
  test.each<[string, string, DeviceNumber, string | undefined]>([
    ['', '/dev/video0', VIDEO, undefined],
    ['', '/dev/mem', char(1, 1), 'the policy (built-in) denies c 1:1'],
    ['', '/dev/innocent', char(1, 2), 'the policy (built-in) denies c 1:2'],
    ['', '/dev/port', char(1, 4), 'the policy (built-in) denies c 1:4'],
    ['', '/dev/null', char(1, 3), undefined],
    ['', '/srv/node', VIDEO, 'the policy (P) allows only /dev/**'],
    ['', '/dev/sda', { type: 'b', major: 8, minor: 0 }, 'the policy (built-in) denies block devices'],
    [
      '[allow]\nnumbers = ["b 8:*"]',
      '/dev/sda',
      { type: 'b', major: 8, minor: 0 },
      'the policy (built-in) denies block devices',
    ],
    ['[deny]\nnumbers = ["c 189:*"]', '/dev/x', char(189, 7), 'the policy (P) denies c 189:*'],
    ['[deny]\nnumbers = ["189:*"]', '/dev/x', char(189, 7), 'the policy (P) denies 189:*'],
    ['[deny]\nnumbers = ["188-190:0-15"]', '/dev/x', char(189, 15), 'the policy (P) denies 188-190:0-15'],
    ['[deny]\nnumbers = ["188-190:0-15"]', '/dev/x', char(189, 16), undefined],
    ['[deny]\nnumbers = ["b 189:*"]', '/dev/x', char(189, 7), undefined],
    ['[deny]\nnumbers = ["c *:*"]', '/dev/x', char(5, 7), 'the policy (P) denies character devices'],
    ['[deny]\nnumbers = ["c *:7"]', '/dev/x', char(5, 8), undefined],
    ['[deny]\ndevices = ["/dev/tty*"]', '/dev/ttyUSB0', char(188, 0), 'the policy (P) denies /dev/tty*'],
    ['[deny]\nclasses = ["serial"]', '/dev/innocent', char(188, 0), 'the policy (P) denies the class serial'],
    ['[deny]\nclasses = ["serial"]', '/dev/ttyUSB0', KVM, undefined],
    ['[allow]\ndevices = ["/dev/video*"]', '/dev/video1', char(81, 1), undefined],
    ['[allow]\ndevices = ["/dev/video*"]', '/dev/kvm', KVM, 'the policy (P) allows only /dev/video*'],
    ['[allow]\ndevices = ["/dev/video*"]\nclasses = ["kvm"]', '/dev/kvm', KVM, undefined],
    [
      '[allow]\nnumbers = ["226:*"]\nclasses = ["kvm"]',
      '/dev/video0',
      VIDEO,
      'the policy (P) allows only 226:*, the class kvm',
    ],
    ['[allow]\nclasses = ["kvm"]\n[deny]\nnumbers = ["10:232"]', '/dev/kvm', KVM, 'the policy (P) denies 10:232'],
    ['[allow]\ndevices = []', '/dev/kvm', KVM, 'the policy (P) allows only nothing'],
  ])('with %j of %s is, for %j: %j', (toml, path, number, expected) => {
    expect(deviceDenial(policy(toml), subject(path, number))).toBe(expected)
  })

  const SG = char(21, 3)
  const DENIED = 'the policy (P) denies the class storage, unless [allow] names it'
  test.each<[string, DeviceNumber, string | undefined]>([
    ['', SG, DENIED],
    ['[allow]\ndevices = ["/dev/**"]', SG, DENIED],
    ['[allow]\ndevices = ["/dev/x"]', SG, DENIED],
    ['[allow]\nnumbers = ["c *:*"]', SG, DENIED],
    ['[allow]\nnumbers = ["20-30:*"]', SG, DENIED],
    ['[allow]\nnumbers = ["21:0-2"]', SG, DENIED],
    ['[allow]\nnumbers = ["b 21:3"]', SG, DENIED],
    ['[allow]\nclasses = ["other"]', SG, DENIED],
    ['[allow]\nclasses = ["storage"]', SG, undefined],
    ['[allow]\ndevices = ["/dev/**"]\nclasses = ["storage"]', SG, undefined],
    ['[allow]\nnumbers = ["c 21:3"]', SG, undefined],
    ['[allow]\nnumbers = ["21:*"]', SG, undefined],
    ['[allow]\nclasses = ["storage"]\n[deny]\nnumbers = ["21:3"]', SG, 'the policy (P) denies 21:3'],
    ['[allow]\nclasses = ["storage"]\n[deny]\nclasses = ["storage"]', SG, 'the policy (P) denies the class storage'],
    ['', char(90, 0), DENIED],
    ['', char(162, 1), DENIED],
    ['', char(10, 221), DENIED],
    ['', char(10, 223), undefined],
    ['', char(9, 0), undefined],
  ])('of what reads disks past every file system has to be named: %j for %j is %j', (toml, number, expected) => {
    expect(deviceDenial(policy(toml), subject('/dev/x', number))).toBe(expected)
  })

  test.each([
    [234, 'bsg', true],
    [254, 'nvme-generic', true],
    [384, 'nvme', true],
    [511, 'ubi', true],
    [240, 'hidraw', false],
  ])(
    'asks the kernel about the major %i, which it gives out as drivers load: %s, denied: %s',
    (major, subsystem, denied) => {
      const classOf = (number: DeviceNumber) => deviceClass(number, { subsystem })
      const denial = deviceDenial(BUILT_IN_POLICY, { path: '/dev/x', number: char(major, 5), classOf })
      expect(denial).toBe(
        denied ? 'the policy (built-in) denies the class storage, unless [allow] names it' : undefined,
      )
    },
  )

  test('asks what a device is for only where a rule speaks of it', () => {
    const classOf = () => {
      throw new Error('asked')
    }
    expect(
      deviceDenial(policy('[deny]\nnumbers = ["1:9"]'), { path: '/dev/kvm', number: KVM, classOf }),
    ).toBeUndefined()
    const byClass = policy('[allow]\nclasses = ["gpu"]')
    expect(() => deviceDenial(byClass, { path: '/dev/kvm', number: KVM, classOf })).toThrow('asked')
  })
})

test('of two policy files, each can deny what the other allows', () => {
  const both = (one: string, other: string) =>
    parsePolicies([
      { toml: one, source: 'ONE' },
      { toml: other, source: 'OTHER' },
    ])
  const kvm = subject('/dev/kvm', KVM)
  expect(deviceDenial(both('', '[deny]\nclasses = ["kvm"]'), kvm)).toBe('the policy (OTHER) denies the class kvm')
  expect(deviceDenial(both('[deny]\nclasses = ["kvm"]', '[allow]\nclasses = ["kvm"]'), kvm)).toContain('ONE')
  const create = '[create]\nclasses = ["kvm"]'
  expect(creationDenial(both(create, ''), kvm)).toBe('the policy (OTHER) allows no devices to be added')
  expect(creationDenial(both(create, create), kvm)).toBeUndefined()
  expect(strategyDenial(both('', '[deny]\nstrategies = ["owner"]'), 'owner')).toContain('OTHER')
  expect(groupDenial(both('[allow]\ngroups = ["video"]', ''), 7 as HostGid, lookup)).toContain('ONE')
})

test('strategyDenial() names the strategy that is switched off', () => {
  const groupsOnly = policy('[allow]\nstrategies = ["groups"]')
  expect(strategyDenial(groupsOnly, 'groups')).toBeUndefined()
  expect(strategyDenial(groupsOnly, 'owner')).toBe('the policy (P) does not allow the strategy owner')
  const notOwner = policy('[deny]\nstrategies = ["owner"]')
  expect(strategyDenial(notOwner, 'owner')).toBe('the policy (P) does not allow the strategy owner')
  expect(strategyDenial(notOwner, 'groups')).toBeUndefined()
})

test('strategyDenial() keeps keep-groups from giving more than the groups that are allowed', () => {
  expect(strategyDenial(policy('[allow]\ngroups = ["video"]'), 'keep-groups')).toContain('allows certain groups')
  expect(strategyDenial(policy('[deny]\ngroups = ["video"]'), 'keep-groups')).toBeUndefined()
})

test('creationDenial() lets nothing be added unless the policy says so', () => {
  const kvm = subject('/dev/kvm', KVM)
  expect(creationDenial(BUILT_IN_POLICY, kvm)).toBe('the policy (built-in) allows no devices to be added')
  const some = policy('[create]\ndevices = ["/dev/dri/**"]')
  expect(creationDenial(some, subject('/dev/dri/card0', char(226, 0)))).toBeUndefined()
  expect(creationDenial(some, kvm)).toBe('the policy (P) allows only /dev/dri/** to be added')
})

describe('groupDenial()', () => {
  test.each<[string, number, string | undefined]>([
    ['gives a group that nobody denies', 44, undefined],
    ['never gives gid 0', 0, 'the policy (built-in) never gives gid 0 to a container'],
    [
      'never gives a group that is as good as root',
      6,
      'the policy (built-in) never gives the group disk to a container',
    ],
  ])('%s', (_claim, gid, expected) => {
    expect(groupDenial(BUILT_IN_POLICY, gid as HostGid, lookup)).toBe(expected)
  })

  test('takes a name that the host does not have for nobody', () => {
    expect(groupDenial(policy('[deny]\ngroups = ["nosuch"]'), 7 as HostGid, lookup)).toBeUndefined()
  })

  test('gives only the groups that are allowed, where some are', () => {
    const some = policy('[allow]\ngroups = ["video", 105, "nosuch"]')
    expect(groupDenial(some, 44 as HostGid, lookup)).toBeUndefined()
    expect(groupDenial(some, 105 as HostGid, lookup)).toBeUndefined()
    const reason = 'the policy (P) gives only the group video, gid 105, the group nosuch to a container'
    expect(groupDenial(some, 46 as HostGid, lookup)).toBe(reason)
    expect(groupDenial(policy('[allow]\ngroups = []'), 44 as HostGid, lookup)).toContain('gives only no group')
  })

  test.each(['root', 'disk', 'kmem', 'mem', 'shadow', 'sudo', 'wheel', 'adm', 'docker', 'lxd', 'libvirt'])(
    'never gives the group %s, which is as good as root',
    (name) => {
      const only = (group: GroupRef) => (group === name ? 7 : undefined) as HostGid | undefined
      expect(groupDenial(policy(`[allow]\ngroups = ["${name}"]`), 7 as HostGid, only)).toContain(
        `never gives the group ${name}`,
      )
    },
  )

  test('cannot be talked into a group that is as good as root', () => {
    const bold = policy('[allow]\ngroups = ["disk", 0]')
    expect(groupDenial(bold, 6 as HostGid, lookup)).toContain('never gives the group disk')
    expect(groupDenial(bold, 0 as HostGid, lookup)).toContain('never gives gid 0')
  })

  test('takes a gid by its number', () => {
    expect(groupDenial(policy('[deny]\ngroups = [44]'), 44 as HostGid, lookup)).toContain('never gives gid 44')
  })
})
