import { describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'
import { hookError } from '../../../support/expect-error.ts'

const FILE = '/etc/oci-device-hook/policy.toml'
const parse = (toml: string) => parsePolicy(toml, FILE)

test('parsePolicy() takes an empty file for the built-in policy', () => {
  expect(parse('')).toEqual({ ...BUILT_IN_POLICY, source: FILE })
  expect(parse('[allow]\n[deny]\n[create]\n')).toEqual({ ...BUILT_IN_POLICY, source: FILE })
})

test('parsePolicy() reads every key', () => {
  const toml = `
    on_denied = "continue"
    [allow]
    devices = ["/dev/ttyUSB*"]
    strategies = ["groups", "owner"]
    [deny]
    devices = ["/dev/ttyUSB9"]
    numbers = ["c 10:200", "b 8:*", "c *:*"]
    groups = ["render", 44]
    [create]
    devices = ["/dev/dri/**"]
  `
  expect(parse(toml)).toMatchObject({
    onDenied: 'continue',
    allow: ['/dev/ttyUSB*'],
    strategies: ['groups', 'owner'],
    denyDevices: ['/dev/ttyUSB9'],
    create: ['/dev/dri/**'],
  })
})

test('parsePolicy() adds to what is denied anyway, and can take nothing of it away', () => {
  const { denyNumbers, denyGroups, denyGids } = parse('[deny]\nnumbers = ["c 10:*"]\ngroups = ["render", 44]')
  expect(denyNumbers).toEqual([...BUILT_IN_POLICY.denyNumbers, { type: 'c', major: 10, minor: undefined }])
  expect(denyGroups).toEqual([...BUILT_IN_POLICY.denyGroups, 'render'])
  expect(denyGids).toEqual([0, 44])
  expect(parse('[deny]\nnumbers = []\ngroups = []\n').denyNumbers).toEqual(BUILT_IN_POLICY.denyNumbers)
})

test('parsePolicy() takes an empty list of allowed devices for none', () => {
  expect(parse('[allow]\ndevices = []').allow).toEqual([])
})

describe('parsePolicy() refuses, with exit 78', () => {
  test.each([
    ['an unknown key', 'alow = 1', 'the top level: unknown key alow'],
    ['an unknown table', '[alow]\ndevices = []', 'the top level: unknown key alow'],
    ['an unknown key of a table', '[deny]\ngids = []', 'deny: unknown key gids'],
    ['text for a list', '[allow]\ndevices = "/dev/**"', 'allow.devices: expected an array'],
    ['a number for a glob', '[allow]\ndevices = [5]', 'allow.devices.0: expected a string'],
    ['a glob outside /dev', '[allow]\ndevices = ["/etc/*"]', 'allow.devices.0: expected a glob below /dev'],
    ['a glob with a bracket', '[deny]\ndevices = ["/dev/[ab]"]', 'deny.devices.0: expected a glob below /dev'],
    ['a table that is a number', 'allow = 5', 'allow: expected a table'],
    ['an unknown strategy', '[allow]\nstrategies = ["chmod"]', 'allow.strategies.0: expected one of owner, groups'],
    ['a strategy that a policy cannot speak of', '[allow]\nstrategies = ["none"]', 'expected one of owner'],
    ['a number without a type', '[deny]\nnumbers = ["10:200"]', 'deny.numbers.0: expected a number such as "c 10:200"'],
    ['a number of an unknown type', '[deny]\nnumbers = ["x 1:1"]', 'deny.numbers.0'],
    ['a group that is a list', '[deny]\ngroups = [[]]', 'deny.groups.0: expected a group name or gid'],
    ['a gid with a fraction', '[deny]\ngroups = [1.5]', 'deny.groups.0: expected a group name or gid'],
    ['another word for on_denied', 'on_denied = "warn"', 'on_denied: expected "fail" or "continue"'],
    ['a word without quotes', 'on_denied = fail', ':1:13: '],
    ['a table that is not closed, on its line', '\n\n[allow\n', ':3:'],
    ['a key that stands twice', 'on_denied = "fail"\non_denied = "fail"', ':2:'],
  ])('%s', (_what, toml, part) => {
    const { message, exit } = hookError('ERR_POLICY', () => parse(toml))
    expect(message).toContain(FILE)
    expect(message).toContain(part)
    expect(exit).toBe(78)
  })

  test.each(['__proto__ = 1', '[__proto__]\nx = 1', 'constructor = 1'])('the key of %j', (toml) => {
    hookError('ERR_POLICY', () => parse(toml))
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})
