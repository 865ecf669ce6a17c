import { expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { accessByRules } from '../../../../src/core/resolve/rules.ts'

const VIDEO: DeviceNumber = { type: 'c', major: 81, minor: 0 }
const DENY_ALL = { allow: false, access: 'rwm' }
const allow = (rule: object) => ({ allow: true, access: 'rwm', ...rule })

/** The access left, as `rw`, `r`, `w` or `-`. */
function left(rules: object[] | null, number = VIDEO): string {
  const { linux } = checkConfig({ linux: { resources: { devices: rules } } })
  const { read, write } = accessByRules(linux?.resources?.devices, number)
  return `${read ? 'r' : ''}${write ? 'w' : ''}` || '-'
}

test.each<[string, object[] | null, string]>([
  ['no rules deny nothing', [], 'rw'],
  ['rules that are null deny nothing', null, 'rw'],
  ['a rule without numbers is for all', [DENY_ALL], '-'],
  ['the last rule that matches wins', [DENY_ALL, allow({ type: 'c', major: 81, minor: 0 })], 'rw'],
  ['a denial after the permission counts', [allow({ type: 'c', major: 81, minor: 0 }), DENY_ALL], '-'],
  ['a rule for the major alone is for every minor', [DENY_ALL, allow({ type: 'c', major: 81 })], 'rw'],
  ['-1 is for every number', [DENY_ALL, allow({ type: 'c', major: 81, minor: -1 })], 'rw'],
  ['null is for every number', [DENY_ALL, allow({ type: 'c', major: null, minor: null })], 'rw'],
  ['the type a is for both types', [DENY_ALL, allow({ type: 'a' })], 'rw'],
  ['an empty type is for both types', [DENY_ALL, allow({ type: '' })], 'rw'],
  ['a rule for block devices is not for characters', [DENY_ALL, allow({ type: 'b', major: 81, minor: 0 })], '-'],
  ['a rule for another minor does not match', [DENY_ALL, allow({ type: 'c', major: 81, minor: 1 })], '-'],
  ['reading alone may be given', [DENY_ALL, allow({ type: 'c', major: 81, access: 'r' })], 'r'],
  ['a rule without access is for all of it', [DENY_ALL, { allow: true, type: 'c', major: 81 }], 'rw'],
  ['mknod alone opens nothing', [DENY_ALL, allow({ type: 'c', major: 81, access: 'm' })], '-'],
  ['writing may be taken away alone', [{ allow: false, access: 'w' }], 'r'],
])('accessByRules(): %s', (_claim, rules, expected) => {
  expect(left(rules)).toBe(expected)
})

test.each<[string, DeviceNumber]>([
  ['/dev/null', { type: 'c', major: 1, minor: 3 }],
  ['/dev/net/tun', { type: 'c', major: 10, minor: 200 }],
  ['a pseudo-terminal', { type: 'c', major: 136, minor: 7 }],
])('accessByRules(): runtimes allow %s whatever the rules say', (_name, number) => {
  expect(left([DENY_ALL], number)).toBe('rw')
})

test('accessByRules(): a block device with the number of /dev/null is not /dev/null', () => {
  expect(left([DENY_ALL], { type: 'b', major: 1, minor: 3 })).toBe('-')
})
