import { describe, expect, test } from 'vitest'
import type { Decision, PrecreateAction } from '../../../../src/core/plan/decision.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import {
  asking,
  decideBefore,
  HOST,
  type Parts,
  VIDEO,
  VIDEO_ENTRY,
  VIDEO_MOUNT,
  VIDEO_RULES,
} from '../../../support/decisions.ts'
import type { World } from '../../../support/recorder.ts'

type Expected = Partial<Pick<Decision<PrecreateAction>, 'strategy' | 'refusal' | 'actions' | 'usable'>>

const entry = (changes: object = {}) => ({ devices: [{ ...VIDEO_ENTRY, ...changes }] })
const bound = { mounts: [VIDEO_MOUNT] }
const user = (uid: number, gid = uid, ...additionalGids: number[]) => ({ user: { uid, gid, additionalGids } })
const mode = (name: string) => ({ annotations: asking({ mode: name }) })
const policy = (toml: string) => ({ policy: parsePolicy(toml, 'P') })
const setOwner = (uid: number, gid: number, bits = 0o660) => ({ do: 'set-owner', index: 0, uid, gid, mode: bits })
const ROOT_CAPS = { capabilities: { bounding: ['CAP_DAC_OVERRIDE'] } }

/** The one decision that is made, and nothing but it. */
function theOne(parts: Parts, world?: World): Decision<PrecreateAction> {
  const [decision, ...rest] = decideBefore(parts, world)
  if (decision === undefined || rest.length > 0) throw new Error(`${rest.length} more decisions than one`)
  return decision
}

describe('precreate leaves alone (row 1) a device that', () => {
  test.each<[string, Parts]>([
    ['belongs to the user', { ...user(1000), ...entry({ uid: 1000, gid: 0, fileMode: 0o600 }) }],
    ['belongs to the first group of the user', { ...user(1000, 44), ...entry() }],
    ['belongs to another group that the user will have', { ...user(1000, 1000, 5, 44), ...entry() }],
    ['is open to everybody', { ...user(1000), ...entry({ fileMode: 0o666 }) }],
    ['has no fileMode, for runtimes then make it 0666', { ...user(1000), ...entry({ fileMode: undefined }) }],
    [
      'is opened by a root that may override modes',
      { ...user(0), ...ROOT_CAPS, ...entry({ uid: 7, fileMode: 0o600 }) },
    ],
    [
      'is only to be read, and may be',
      { ...user(1000), ...entry({ fileMode: 0o664 }), rules: [{ allow: false }, { allow: true, access: 'r' }] },
    ],
    ['arrives by a bind mount and opens', { ...user(1000, 44), ...bound }],
  ])('%s', (_what, parts) => {
    expect(theOne(parts)).toMatchObject({ strategy: 'none', actions: [], usable: { before: true, after: true } })
  })
})

describe('precreate makes the user the owner (row 3):', () => {
  test.each<[string, Parts, Expected]>([
    ['uid and gid become theirs', { ...user(1000, 1001), ...entry() }, { actions: [setOwner(1000, 1001)] as never }],
    ['a gid of 0 is left as it was', { ...user(1000, 0), ...entry() }, { actions: [setOwner(1000, 44)] as never }],
    [
      'the mode is written out where the entry has only the mode of a runtime',
      { ...user(1000), ...entry({ fileMode: 0o600 }) },
      { actions: [setOwner(1000, 1000, 0o600)] as never },
    ],
    [
      'an owner without rights is given those wanted, and nobody else is',
      { ...user(1000), ...entry({ fileMode: 0o060 }) },
      { actions: [setOwner(1000, 1000, 0o660)] as never },
    ],
    [
      'a device of rights for nobody at all too',
      { ...user(1000), ...entry({ fileMode: 0 }) },
      { actions: [setOwner(1000, 1000, 0o600)] as never },
    ],
    [
      'the annotated user is served, for the one who starts drops to it',
      { ...user(0), ...ROOT_CAPS, ...entry(), annotations: asking({ user: '1000:1001' }) },
      { actions: [setOwner(1000, 1001)] as never },
    ],
    [
      'root that may not override modes is given its group',
      { ...user(0, 7), ...entry({ uid: 5, fileMode: 0o660 }) },
      { actions: [setOwner(5, 7)] as never },
    ],
    ['it is preferred to the group', { ...user(1000), ...entry(), ...mode('auto') }, { strategy: 'owner' }],
    ['it is taken where it is asked for', { ...user(1000), ...entry(), ...mode('owner') }, { strategy: 'owner' }],
  ])('%s', (_claim, parts, expected) => {
    expect(theOne(parts)).toMatchObject({
      strategy: 'owner',
      refusal: undefined,
      usable: { before: false, after: true },
      ...expected,
    })
  })

  test('in a user namespace our createRuntime hook is planted, to look at what came of it (row 4)', () => {
    const maps = [{ containerID: 0, hostID: 100_000, size: 65_536 }]
    const linux = { namespaces: [{ type: 'user' }], uidMappings: maps, gidMappings: maps }
    const { strategy, actions } = theOne({ ...entry(), ...{ linux: { ...linux, devices: [VIDEO_ENTRY] } } })
    expect(strategy).toBe('owner')
    expect(actions).toEqual([setOwner(1000, 1000), { do: 'plant-hook' }])
  })
})

describe('precreate gives the group of the device (row 5):', () => {
  const group = { strategy: 'groups', actions: [{ do: 'add-group', gid: 44 }], usable: { before: false, after: true } }

  test.each<[string, Parts]>([
    ['for a bind mount, whose owner is not ours to change', bound],
    ['for an entry where it is asked for', { ...entry(), ...mode('groups') }],
    ['for a bind mount where it is asked for', { ...bound, ...mode('groups') }],
  ])('%s', (_claim, parts) => {
    expect(theOne(parts)).toMatchObject(group)
  })

  test("for an entry in a bound directory, where the runtime makes no node but leaves the host's", () => {
    const mounts = [{ destination: '/dev', type: 'bind', source: '/dev', options: ['rbind'] }]
    const [given] = decideBefore({ ...user(1000), ...entry(), mounts })
    expect(given).toMatchObject({ path: '/dev/video0', ...group })
  })

  test('never for an entry that the runtime is going to make in a directory of the host: that is covered later', () => {
    const mounts = [{ destination: '/dev/renamed', type: 'bind', source: '/dev/empty', options: ['bind'] }]
    const devices = [{ ...VIDEO_ENTRY, path: '/dev/renamed/video' }]
    const [given] = decideBefore({ ...user(1000), devices, rules: VIDEO_RULES, mounts })
    expect(given).toMatchObject({ strategy: 'private', actions: [{ do: 'plant-hook' }] })
  })

  test('in the counting of the container, where it has a user namespace', () => {
    const linux = {
      namespaces: [{ type: 'user' }],
      uidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
      gidMappings: [
        { containerID: 7, hostID: 44, size: 1 },
        { containerID: 1000, hostID: 101_000, size: 1 },
      ],
    }
    expect(theOne({ ...bound, linux })).toMatchObject({ strategy: 'groups', actions: [{ do: 'add-group', gid: 7 }] })
  })
})

describe('precreate refuses (row 2) a device that', () => {
  test.each<[string, Parts, World, Expected]>([
    [
      'the host no longer has',
      entry(),
      { host: {} },
      { refusal: 'unplugged', usable: { before: false, after: false } },
    ],
    [
      'has no device rule, for nobody could open it',
      { ...entry(), rules: [{ allow: false }] },
      {},
      { refusal: 'no-device-rule' },
    ],
    [
      'the policy denies by number',
      entry({ path: '/dev/mem', major: 1, minor: 1 }),
      { host: { '/dev/mem': { ...VIDEO, number: { type: 'c', major: 1, minor: 1 } } } },
      { refusal: 'policy' },
    ],
    [
      'is a block device',
      entry({ path: '/dev/sda', type: 'b', major: 8 }),
      { host: { '/dev/sda': { ...VIDEO, number: { type: 'b', major: 8, minor: 0 } } } },
      { refusal: 'policy' },
    ],
    ['the policy does not list', entry(), policy('[allow]\ndevices = ["/dev/tty*"]'), { refusal: 'policy' }],
    [
      'the policy denies under its name on the host, whatever it is called in the container',
      entry({ path: '/dev/harmless' }),
      policy('[deny]\ndevices = ["/dev/video*"]'),
      { refusal: 'policy' },
    ],
    ['lies on a nodev mount', bound, { host: { '/dev/video0': { ...VIDEO, nodev: true } } }, { refusal: 'nodev' }],
    [
      'was unplugged while it was held',
      bound,
      { host: { '/dev/video0': { ...VIDEO, links: 0 } } },
      { refusal: 'unplugged' },
    ],
  ])('%s', (_what, parts, world, expected) => {
    expect(theOne(parts, world)).toMatchObject({ strategy: 'refuse', actions: [], ...expected })
  })
})

describe('precreate never replaces an explicit mode that cannot work by another', () => {
  test.each<[string, Parts, World, Expected['refusal']]>([
    ['mode=owner for a bind mount', { ...bound, ...mode('owner') }, {}, 'impossible'],
    [
      'mode=owner that the policy forbids',
      { ...entry(), ...mode('owner') },
      policy('[allow]\nstrategies = ["groups"]'),
      'policy',
    ],
    ['mode=groups where the group is root', { ...entry({ gid: 0 }), ...mode('groups') }, {}, 'policy'],
    [
      'mode=groups where the group is as good as root',
      { ...entry({ gid: 6 }), ...mode('groups') },
      { groups: { disk: 6 } },
      'policy',
    ],
    [
      'mode=groups where the group may not write',
      { ...entry({ fileMode: 0o640 }), ...mode('groups') },
      {},
      'impossible',
    ],
    [
      'mode=groups that the policy forbids',
      { ...entry(), ...mode('groups') },
      policy('[allow]\nstrategies = ["owner"]'),
      'policy',
    ],
    ['mode=private where the runtime makes a node of its own', { ...entry(), ...mode('private') }, {}, 'impossible'],
    ['mode=keep-groups for a caller that is root', { ...bound, ...mode('keep-groups') }, {}, 'impossible'],
  ])('%s', (_what, parts, world, refusal) => {
    expect(theOne(parts, world)).toMatchObject({ strategy: 'refuse', refusal, actions: [] })
  })

  test('the control: in auto each of the first ones finds another way', () => {
    expect(theOne({ ...bound }).strategy).toBe('groups')
    expect(theOne({ ...entry({ gid: 0 }) }).strategy).toBe('owner')
    expect(theOne(entry(), policy('[allow]\nstrategies = ["groups"]')).strategy).toBe('groups')
  })
})

test('precreate never adds a gid that the container does not map: setgroups(2) would refuse it', () => {
  const linux = { namespaces: [{ type: 'user' }], gidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }] }
  const decision = theOne({ ...bound, linux, ...mode('groups') })
  expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'unmapped', actions: [] })
  expect(decision.remedy).toContain('oci-device-hook gidmap /dev/video0')
})

test('precreate tells every reason where nothing works in auto', () => {
  const { strategy, reason } = theOne(entry(), policy('[allow]\nstrategies = []'))
  expect(strategy).toBe('refuse')
  expect(reason).toContain('does not allow the strategy owner; ')
  expect(reason).toContain('does not allow the strategy groups')
})

test('mode=off leaves everything as it is, broken or not', () => {
  expect(theOne({ ...entry(), ...mode('off') }, { host: {} })).toMatchObject({ strategy: 'none', actions: [] })
})

describe('precreate creates (row 12) what the annotation asks for:', () => {
  const asked = { annotations: asking({ devices: '/dev/video0' }) }
  const allowed = policy('[create]\ndevices = ["/dev/video*"]')

  test('an entry with its device rule, owned by the user', () => {
    const owned = { path: '/dev/video0', number: VIDEO.number, uid: 1000, gid: 1000, mode: 0o660 }
    expect(theOne(asked, allowed)).toMatchObject({
      strategy: 'create',
      actions: [
        { do: 'add-device', ...owned },
        { do: 'allow-device', number: VIDEO.number, access: 'rw' },
      ],
    })
  })

  test('not without a policy that says so, and then with both remedies', () => {
    const decision = theOne(asked)
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'policy', actions: [] })
    expect(decision.remedy).toContain('--device /dev/video0')
  })

  test('no device rule for what is never served, though it opens and may be added', () => {
    const disk = { number: { type: 'b', major: 8, minor: 0 } as const, uid: 1000, gid: 6, mode: 0o660 }
    const mounts = [{ ...VIDEO_MOUNT, destination: '/dev/sda', source: '/dev/sda' }]
    const parts = { mounts, rules: [{ allow: false }], annotations: asking({ devices: '/dev/sda' }) }
    const world = { host: { '/dev/sda': disk }, ...policy('[create]\ndevices = ["/dev/**"]') }
    expect(theOne(parts, world)).toMatchObject({ strategy: 'refuse', refusal: 'no-device-rule', actions: [] })
    const camera = { ...disk, number: VIDEO.number }
    expect(theOne(parts, { ...world, host: { '/dev/sda': camera } }).actions).toMatchObject([{ do: 'allow-device' }])
  })

  test('not what the engine gave already, which is served as it stands', () => {
    expect(theOne({ ...entry(), rules: VIDEO_RULES, ...asked }, allowed).strategy).toBe('owner')
  })

  test('not what no host has, nor what every container has', () => {
    expect(theOne(asked, { ...allowed, host: {} })).toMatchObject({ strategy: 'refuse', refusal: 'unplugged' })
    expect(decideBefore({ annotations: asking({ devices: '/dev/null' }) }, allowed)).toEqual([])
  })

  test('every device of a directory', () => {
    const host = {
      '/dev/dri/a': VIDEO,
      '/dev/dri/b': { ...VIDEO, number: { type: 'c', major: 81, minor: 1 } as const },
    }
    const decisions = decideBefore(
      { annotations: asking({ devices: '/dev/dri' }) },
      { host, ...policy('[create]\ndevices = ["/dev/dri/*"]') },
    )
    expect(decisions.map(({ path, strategy }) => `${strategy} ${path}`)).toEqual([
      'create /dev/dri/a',
      'create /dev/dri/b',
    ])
  })

  test('one device for two names of it', () => {
    const names = { '/dev/v4l/a': '/dev/video0', '/dev/v4l/b': '/dev/video0' }
    const decision = theOne(
      { annotations: asking({ devices: '/dev/v4l/a,/dev/v4l/b,/dev/video0' }) },
      { ...allowed, names },
    )
    expect(decision).toMatchObject({ strategy: 'create', path: '/dev/video0' })
  })
})

test('precreate finds the node of a renamed device by its number', () => {
  const decision = theOne(entry({ path: '/dev/camera' }), { host: { '/dev/video0': VIDEO } })
  expect(decision).toMatchObject({ path: '/dev/camera', hostPath: '/dev/video0' })
})

test("precreate does not take a node of another number for the host's, whatever its name", () => {
  const other = { ...VIDEO, number: { type: 'c', major: 81, minor: 7 } as const }
  expect(theOne(entry(), { host: { '/dev/video0': other } })).toMatchObject({ refusal: 'unplugged' })
})

test('precreate decides the same thing every time', () => {
  expect(theOne(entry())).toEqual(theOne(entry()))
  expect(HOST['/dev/video0']).toEqual(VIDEO)
})

describe('precreate promises of a device that no rule speaks of', () => {
  const silent = { ...entry(), rules: [], ...user(1000) }

  test.each<[string, NonNullable<World['runtime']>, Expected]>([
    [
      'that it opens with crun',
      { name: 'crun', sure: true },
      { strategy: 'owner', usable: { before: false, after: true } },
    ],
    ['that it does not open with runc', { name: 'runc', sure: true }, { refusal: 'no-device-rule', actions: [] }],
    [
      'nothing where it is not known',
      { name: 'crun', sure: false },
      { strategy: 'owner', usable: { before: false, after: null } },
    ],
  ])('%s', (_what, runtime, expected) => {
    expect(theOne(silent, { host: HOST, runtime })).toMatchObject(expected)
  })
})
