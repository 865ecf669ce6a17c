import { describe, expect, test } from 'vitest'
import { parsePolicies, parsePolicy } from '../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'
import { hookError } from '../../../support/expect-error.ts'

const FILE = '/etc/oci-device-hook/policy.toml'
const parse = (toml: string) => parsePolicy(toml, FILE)
const NOTHING = { devices: [], numbers: [], classes: [] }

test('parsePolicy() takes an empty file for the built-in policy', () => {
  const rules = {
    source: FILE,
    allow: { ...NOTHING, devices: ['/dev/**'] },
    deny: NOTHING,
    create: NOTHING,
    allowGroups: undefined,
    denyGroups: [],
    strategies: ['owner', 'groups', 'keep-groups', 'private', 'create'],
  }
  for (const toml of ['', '[allow]\n[deny]\n[create]\n[log]\n[selinux]\n']) {
    expect(parse(toml)).toEqual({ ...BUILT_IN_POLICY, files: [rules] })
  }
})

test('parsePolicies() takes no file, and an empty one, for the settings of the manual', () => {
  const settings = {
    onDenied: 'fail',
    annotations: 'all',
    selinuxLabel: 'container',
    log: { file: 'all', syslog: 'news' },
  }
  expect(parsePolicies([])).toMatchObject(settings)
  expect(parse('')).toMatchObject(settings)
})

test('parsePolicy() takes away each of the strategies that are denied', () => {
  expect(parse('[deny]\nstrategies = ["owner", "private"]').files[0]?.strategies).toEqual([
    'groups',
    'keep-groups',
    'create',
  ])
})

test('parsePolicy() reads every key', () => {
  const { files, ...settings } = parse(`
    on_denied = "continue"
    annotations = ["mode", "devices", "user"]
    identity = "process"
    [allow]
    devices = ["/dev/ttyUSB*"]
    numbers = ["226:*"]
    classes = ["gpu"]
    groups = ["video", 105]
    strategies = ["groups", "owner", "private"]
    [deny]
    devices = ["/dev/ttyUSB9"]
    numbers = ["c 10:200", "b 8:0-15"]
    classes = ["kvm"]
    groups = ["render", 44]
    strategies = ["private"]
    [create]
    devices = ["/dev/dri/**"]
    numbers = ["c 240-254:1"]
    classes = ["serial"]
    [selinux]
    label = "none"
    [log]
    file = "news"
    syslog = "none"
  `)
  expect(settings).toEqual({
    onDenied: 'continue',
    annotations: ['mode', 'devices'],
    selinuxLabel: 'none',
    log: { file: 'news', syslog: 'none' },
  })
  expect(files).toEqual([
    {
      source: FILE,
      allow: { devices: ['/dev/ttyUSB*'], numbers: [range(undefined, 226, 226, 0, 1048575)], classes: ['gpu'] },
      deny: {
        devices: ['/dev/ttyUSB9'],
        numbers: [range('c', 10, 10, 200, 200), range('b', 8, 8, 0, 15)],
        classes: ['kvm'],
      },
      create: { devices: ['/dev/dri/**'], numbers: [range('c', 240, 254, 1, 1)], classes: ['serial'] },
      allowGroups: ['video', 105],
      denyGroups: ['render', 44],
      strategies: ['groups', 'owner'],
    },
  ])
})

function range(type: 'c' | 'b' | undefined, ...[a = 0, b = 0, c = 0, d = 0]: number[]) {
  return { type, major: { from: a, to: b }, minor: { from: c, to: d } }
}

test('parsePolicy() takes an empty list of allowed devices for none, and no list for all', () => {
  expect(parse('[allow]\ndevices = []').files[0]?.allow).toEqual(NOTHING)
  expect(parse('[allow]\nstrategies = ["owner"]').files[0]?.allow.devices).toEqual(['/dev/**'])
})

test('parsePolicy() lets all, none, or the listed annotations count', () => {
  expect(parse('annotations = "all"').annotations).toBe('all')
  expect(parse('annotations = "none"').annotations).toEqual([])
  expect(parse('annotations = ["require"]').annotations).toEqual(['require'])
  expect(parse('identity = "process"').annotations).toEqual(['mode', 'devices', 'require', 'optional'])
  expect(parse('identity = "annotation"').annotations).toBe('all')
})

describe('policyOf() takes the narrower value of two files', () => {
  const both = (one: string, other: string) =>
    parsePolicies([
      { toml: one, source: 'ONE' },
      { toml: other, source: 'OTHER' },
    ])

  test.each<[string, string, object]>([
    ['on_denied = "continue"', 'on_denied = "fail"', { onDenied: 'fail' }],
    ['on_denied = "continue"', '', { onDenied: 'continue' }],
    ['annotations = ["mode", "user"]', 'annotations = ["user", "devices"]', { annotations: ['user'] }],
    ['annotations = ["mode", "user"]', 'identity = "process"', { annotations: ['mode'] }],
    ['annotations = "all"', 'annotations = "none"', { annotations: [] }],
    ['[log]\nfile = "news"', '[log]\nfile = "all"\nsyslog = "all"', { log: { file: 'news', syslog: 'all' } }],
    ['[selinux]\nlabel = "container"', '[selinux]\nlabel = "none"', { selinuxLabel: 'none' }],
  ])('%j and %j', (one, other, expected) => {
    expect(both(one, other)).toMatchObject(expected)
    expect(both(other, one)).toMatchObject(expected)
  })
})

describe('parsePolicy() refuses, with exit 78, line and column', () => {
  test.each([
    ['an unknown key', 'alow = 1', ':1:1: unknown key "alow", expected on_denied, annotations, identity, allow'],
    ['an unknown table', '\n[alow]\ndevices = []', ':2:2: unknown key "alow"'],
    [
      'an unknown key of a table',
      '[deny]\n  gids = []',
      ':2:3: unknown key "gids" in [deny], expected devices, numbers, classes, groups, strategies',
    ],
    ['an unknown key of an inline table', 'create = { groups = [] }', ':1:12: unknown key "groups" in [create]'],
    ['an unknown key that is dotted', 'deny.gids = []', ':1:6: unknown key "gids" in [deny]'],
    ['an unknown key that is quoted', '"on denied" = 1', ':1:1: unknown key "on denied"'],
    ['text for a list', '[allow]\ndevices = "/dev/**"', ':2:1: allow.devices: found "/dev/**", expected an array'],
    ['a number for a glob', '[allow]\ndevices = [5]', ':2:12: allow.devices[0]: found 5, expected a string'],
    [
      'a glob outside /dev',
      '[allow]\ndevices = ["/dev/a",\n  "/etc/*"]',
      ':3:3: allow.devices[1]: found "/etc/*", expected a glob below /dev',
    ],
    ['a glob with a bracket', '[deny]\ndevices = ["/dev/[ab]"]', ':2:12: deny.devices[0]'],
    ['a glob that ends in a bracket', '[deny]\ndevices = ["/dev/a[b]"]', 'expected a glob below /dev, such as'],
    ['a glob that only holds /dev', '[deny]\ndevices = ["/x/dev/a"]', 'found "/x/dev/a", expected a glob below /dev'],
    ['a glob longer than a path', `[deny]\ndevices = ["/dev/${'a'.repeat(4092)}"]`, 'expected a glob below /dev'],
    ['a table that is a number', 'allow = 5', ':1:1: allow: found 5, expected a table'],
    ['an unknown strategy', '[allow]\nstrategies = ["chmod"]', 'allow.strategies[0]: found "chmod", expected one of'],
    ['a strategy that a policy cannot speak of', '[allow]\nstrategies = ["none"]', 'expected one of owner'],
    ['an unknown class', '[deny]\nclasses = ["disk"]', ':2:12: deny.classes[0]: found "disk", expected one of gpu'],
    ['a number of an unknown type', '[deny]\nnumbers = ["x 1:1"]', ':2:12: deny.numbers[0]: found "x 1:1"'],
    ['a number without a minor', '[deny]\nnumbers = ["10"]', 'expected a number such as "10:200"'],
    ['a major that Linux has no room for', '[deny]\nnumbers = ["4096:1"]', 'deny.numbers[0]'],
    ['a minor that Linux has no room for', '[deny]\nnumbers = ["1:1048576"]', 'deny.numbers[0]'],
    ['a range that ends before it starts', '[deny]\nnumbers = ["1:7-5"]', 'deny.numbers[0]'],
    ['a group that is a list', '[deny]\ngroups = [[]]', ':2:11: deny.groups[0]: found an array, expected the name'],
    ['a group that is a number in quotes', '[deny]\ngroups = ["44"]', 'found "44", expected the name of a group'],
    ['a group that begins with a digit', '[deny]\ngroups = ["1a"]', 'found "1a", expected the name of a group'],
    ['a group with a space', '[deny]\ngroups = ["a b"]', 'found "a b", expected the name of a group'],
    ['a gid with a fraction', '[deny]\ngroups = [1.5]', 'found 1.5, expected the name of a group'],
    ['a gid that is -1', '[deny]\ngroups = [-1]', 'found -1, expected an integer from 0 to 2147483647'],
    [
      'a gid beyond 31 bits',
      '[deny]\ngroups = [2147483648]',
      'found 2147483648, expected an integer from 0 to 2147483647',
    ],
    [
      'another word for on_denied',
      'on_denied = "warn"',
      ':1:1: on_denied: found "warn", expected "fail" or "continue"',
    ],
    ['another word for identity', 'identity = "user"', 'found "user", expected "annotation" or "process"'],
    ['another label', '[selinux]\nlabel = "all"', 'selinux.label: found "all", expected "container" or "none"'],
    [
      'an annotation that is none',
      'annotations = ["label"]',
      ':1:1: annotations: found an array, expected "all", "none", or a list of mode, devices, require, optional, user',
    ],
    ['a level that is none', '[log]\nfile = "debug"', ':2:1: log.file: found "debug", expected one of all, news, none'],
    ['groups to be created', '[create]\ngroups = []', ':2:1: unknown key "groups" in [create]'],
    ['a word without quotes', 'on_denied = fail', ':1:13: '],
    ['a table that is not closed, on its line', '\n\n[allow\n', ':3:'],
    ['a key that stands twice', 'on_denied = "fail"\non_denied = "fail"', ':2:'],
  ])('%s', (_what, toml, part) => {
    const { message, exit } = hookError('ERR_POLICY', () => parse(toml))
    expect(message).toContain(FILE)
    expect(message).toContain(part)
    expect(exit).toBe(78)
  })

  test.each(['__proto__ = 1', '[__proto__]\nx = 1', 'constructor = 1', '[deny.__proto__]\nx = 1'])(
    'the key of %j',
    (toml) => {
      hookError('ERR_POLICY', () => parse(toml))
      expect(({} as { x?: unknown }).x).toBeUndefined()
    },
  )
})
