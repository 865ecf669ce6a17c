import { expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import type { Runtime } from '../../../../src/core/model/situation.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { allowReadWrite, deviceRules, grantByRules } from '../../../../src/core/resolve/rules.ts'

const VIDEO: DeviceNumber = { type: 'c', major: 81, minor: 0 }
const NULL: DeviceNumber = { type: 'c', major: 1, minor: 3 }
const DENY_ALL = { allow: false, access: 'rwm' }
const allow = (rule: object) => ({ allow: true, access: 'rwm', ...rule })

const CRUN: Runtime = { name: 'crun', sure: true }
const RUNC: Runtime = { name: 'runc', sure: true }
const UNSURE: Runtime = { name: 'crun', sure: false }

function rulesOf(rules: object[] | null | undefined, runtime: Runtime, realRoot = true) {
  return deviceRules(checkConfig({ linux: { resources: { devices: rules } } }), { realRoot, runtime })
}

/** The access left, as `rw`, `r`, `w` or `-`; `?` before what is not known. */
function left(rules: object[] | null | undefined, number = VIDEO, runtime = CRUN, realRoot = true): string {
  const { wanted, allowedByRules } = grantByRules(rulesOf(rules, runtime, realRoot), number)
  if (allowedByRules === false) return '-'
  return `${allowedByRules === null ? '?' : ''}${wanted.read ? 'r' : ''}${wanted.write ? 'w' : ''}`
}

test.each<[string, object[] | null, string]>([
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
  ['writing may be taken away alone', [allow({}), { allow: false, access: 'w' }], 'r'],
])('grantByRules(): %s', (_claim, rules, expected) => {
  expect(left(rules)).toBe(expected)
})

test.each<[string, DeviceNumber]>([
  ['/dev/null', { type: 'c', major: 1, minor: 3 }],
  ['/dev/net/tun', { type: 'c', major: 10, minor: 200 }],
  ['a pseudo-terminal', { type: 'c', major: 136, minor: 7 }],
])('grantByRules(): runtimes allow %s whatever the rules say', (_name, number) => {
  expect(left([DENY_ALL], number)).toBe('rw')
})

test('grantByRules(): a block device with the number of /dev/null is not /dev/null', () => {
  expect(left([DENY_ALL], { type: 'b', major: 1, minor: 3 })).toBe('-')
})

const OTHER = allow({ type: 'c', major: 10, minor: 232 })
const READING = allow({ type: 'c', major: 81, minor: 0, access: 'r' })

test.each<[string, object[] | null | undefined, Record<'crun' | 'runc' | 'unsure', string>]>([
  ['an empty list', [], { crun: 'rw', runc: '-', unsure: '?rw' }],
  ['null', null, { crun: 'rw', runc: '-', unsure: '?rw' }],
  ['nothing', undefined, { crun: 'rw', runc: '-', unsure: '?rw' }],
  ['a rule for another device', [OTHER], { crun: '?rw', runc: '-', unsure: '?rw' }],
  ['a rule for reading alone', [READING], { crun: '?rw', runc: 'r', unsure: '?rw' }],
  ['a rule that denies writing', [{ allow: false, access: 'w' }], { crun: '?r', runc: '-', unsure: '?r' }],
  ['a first rule for all devices', [DENY_ALL, OTHER], { crun: '-', runc: '-', unsure: '-' }],
])('grantByRules(): of %s each runtime makes what is its own', (_what, rules, expected) => {
  const found = { crun: left(rules), runc: left(rules, VIDEO, RUNC), unsure: left(rules, VIDEO, UNSURE) }
  expect(found).toEqual(expected)
})

test('grantByRules(): a rootless runtime can set no rules, so none is missing', () => {
  expect([RUNC, UNSURE].map((runtime) => left([], VIDEO, runtime, false))).toEqual(['rw', 'rw'])
})

test('grantByRules(): runtimes allow /dev/null without any rule', () => {
  expect([CRUN, RUNC, UNSURE].map((runtime) => left([], NULL, runtime))).toEqual(['rw', 'rw', 'rw'])
})

test.each<[object[], Runtime, boolean | null]>([
  [[], RUNC, false],
  [[], CRUN, true],
  [[], UNSURE, null],
  [[READING], RUNC, false],
  [[DENY_ALL, READING], UNSURE, false],
  [[DENY_ALL, allow({ type: 'c', major: 81 })], UNSURE, true],
])('allowReadWrite(): of %j with %j it says %j', (rules, runtime, answer) => {
  expect(allowReadWrite(rulesOf(rules, runtime), VIDEO)).toBe(answer)
})
