import { describe, expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import type { HostGid } from '../../../../src/core/model/ids.ts'
import { creationDenial, deviceDenial, groupDenial, strategyDenial } from '../../../../src/core/policy/judge.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'

const policy = (toml: string) => parsePolicy(toml, 'P')
const char = (major: number, minor: number): DeviceNumber => ({ type: 'c', major, minor })
const GROUPS = new Map([
  ['disk', 6],
  ['video', 44],
])
const lookup = (name: string) => GROUPS.get(name) as HostGid | undefined

describe('deviceDenial()', () => {
  test.each<[string, string, DeviceNumber, string | undefined]>([
    ['', '/dev/video0', char(81, 0), undefined],
    ['', '/dev/mem', char(1, 1), 'the policy (P) denies c 1:1'],
    ['', '/dev/innocent', char(1, 2), 'the policy (P) denies c 1:2'],
    ['', '/dev/port', char(1, 4), 'the policy (P) denies c 1:4'],
    ['', '/dev/null', char(1, 3), undefined],
    ['', '/dev/sda', { type: 'b', major: 8, minor: 0 }, 'the policy (P) denies block devices'],
    ['[deny]\nnumbers = ["c 189:*"]', '/dev/x', char(189, 7), 'the policy (P) denies c 189:*'],
    ['[deny]\nnumbers = ["c *:*"]', '/dev/x', char(5, 7), 'the policy (P) denies character devices'],
    ['[deny]\nnumbers = ["c *:7"]', '/dev/x', char(5, 8), undefined],
    ['[deny]\ndevices = ["/dev/tty*"]', '/dev/ttyUSB0', char(188, 0), 'the policy (P) denies /dev/tty*'],
    ['[allow]\ndevices = ["/dev/video*"]', '/dev/video1', char(81, 1), undefined],
    ['[allow]\ndevices = ["/dev/video*"]', '/dev/kvm', char(10, 232), 'the policy (P) allows only /dev/video*'],
    ['[allow]\ndevices = []', '/dev/kvm', char(10, 232), 'the policy (P) allows only nothing'],
  ])('with %j of %s is, for %j: %j', (toml, path, number, expected) => {
    expect(deviceDenial(policy(toml), path, number)).toBe(expected)
  })
})

test('strategyDenial() names the strategy that is switched off', () => {
  const groupsOnly = policy('[allow]\nstrategies = ["groups"]')
  expect(strategyDenial(groupsOnly, 'groups')).toBeUndefined()
  expect(strategyDenial(groupsOnly, 'owner')).toBe('the policy (P) does not allow the strategy owner')
})

test('creationDenial() lets nothing be added unless the policy says so', () => {
  expect(creationDenial(BUILT_IN_POLICY, '/dev/kvm')).toBe('the policy (built-in) allows no devices to be added')
  const some = policy('[create]\ndevices = ["/dev/dri/**"]')
  expect(creationDenial(some, '/dev/dri/card0')).toBeUndefined()
  expect(creationDenial(some, '/dev/kvm')).toBe('the policy (P) allows only /dev/dri/** to be added')
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

  test('takes a gid by its number', () => {
    expect(groupDenial(policy('[deny]\ngroups = [44]'), 44 as HostGid, lookup)).toContain('never gives gid 44')
  })
})
