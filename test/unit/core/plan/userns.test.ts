import { describe, expect, test } from 'vitest'
import type { Runtime } from '../../../../src/core/model/situation.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { asking, decideBefore, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_MOUNT } from '../../../support/decisions.ts'
import type { World } from '../../../support/recorder.ts'

const CRUN: Runtime = { name: 'crun', sure: true }
const RUNC: Runtime = { name: 'runc', sure: true }
const UNKNOWN: Runtime = { name: 'unknown', sure: false }

/** Ids from 0 on are 100000 and following, but that the host's group 44 is 7. */
const USERNS = {
  namespaces: [{ type: 'user' }],
  uidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
  gidMappings: [
    { containerID: 0, hostID: 100_000, size: 7 },
    { containerID: 7, hostID: 44, size: 1 },
    { containerID: 8, hostID: 100_008, size: 65_528 },
  ],
}
const mode = (name: string) => ({ annotations: asking({ mode: name }) })
const entry = (changes: object = {}): Parts => ({ linux: { ...USERNS, devices: [{ ...VIDEO_ENTRY, ...changes }] } })
const policy = (toml: string): World => ({ policy: parsePolicy(toml, 'P') })

/** The one decision about a container with a user namespace of its own. */
function theOne(parts: Parts, world: World) {
  const [decision, ...rest] = decideBefore({ linux: USERNS, ...parts }, world)
  if (decision === undefined || rest.length > 0) throw new Error(`${rest.length} more decisions than one`)
  return decision
}

describe('with a user namespace, the runtime decides what an entry becomes: its owner', () => {
  test.each<[string, string, Runtime, unknown]>([
    ['is what crun makes of it', 'owner', CRUN, true],
    ['is not known where the runtime is not', 'owner', UNKNOWN, null],
    ['does not matter in auto, where a private node covers what runc binds', 'auto', RUNC, true],
  ])('%s (mode=%s, %o)', (_, name, runtime, after) => {
    const decision = theOne({ ...entry(), ...mode(name) }, { runtime })
    expect(decision).toMatchObject({ strategy: 'owner', usable: { before: null, after } })
    expect(decision.actions).toContainEqual({ do: 'plant-hook' })
  })

  test("is the host's own under runc, which binds the node: mode=owner is refused", () => {
    const decision = theOne({ ...entry(), ...mode('owner') }, { runtime: RUNC })
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible', actions: [] })
    expect(decision.remedy).toContain('auto or private, or crun')
  })
})

describe('with a user namespace, the group of an entry', () => {
  const ofVideo = { ...entry({ gid: 7 }), ...mode('groups') }
  const ofAnother = { ...entry({ gid: 1001 }), ...mode('groups') }

  test.each([CRUN, RUNC, UNKNOWN])('opens it under any runtime where it is that of the node, too: %o', (runtime) => {
    const decision = theOne(ofVideo, { runtime })
    expect(decision).toMatchObject({ strategy: 'groups', usable: { after: true } })
    expect(decision.actions).toEqual([{ do: 'add-group', gid: 7 }, { do: 'plant-hook' }])
  })

  test.each<[string, Runtime, string, unknown]>([
    ['opens what crun makes', CRUN, 'groups', undefined],
    ['does not open what runc binds', RUNC, 'refuse', 'impossible'],
    ['may or may not, where the runtime is not known', UNKNOWN, 'refuse', 'unmapped'],
  ])('that is not the one of the node %s', (_, runtime, strategy, refusal) => {
    expect(theOne(ofAnother, { runtime })).toMatchObject({ strategy, refusal })
  })

  test('is never given where the namespace has no such number', () => {
    const decision = theOne({ ...entry({ gid: 70_000 }), ...mode('groups') }, { runtime: CRUN })
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'unmapped', actions: [] })
    expect(decision.reason).toContain('the group 70000 of the device is not mapped')
  })

  test('says nothing where the kernel cannot be asked as the user, who is nobody on the host', () => {
    const user = { uid: 70_000, gid: 0 }
    const decision = theOne({ mounts: [VIDEO_MOUNT], user, ...mode('groups') }, { runtime: CRUN })
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible' })
    expect(decision.reason).toContain('could not be asked as a member of the group')
  })
})

describe('with a user namespace, the root of the host creates', () => {
  const asked = { annotations: asking({ devices: '/dev/video0' }) }
  const allowed = policy('[create]\ndevices = ["/dev/video*"]')

  test.each<[Runtime, unknown]>([
    [CRUN, true],
    [RUNC, true],
    [UNKNOWN, true],
  ])('an entry that createRuntime looks at, and covers where need be: %o', (runtime, after) => {
    const decision = theOne(asked, { ...allowed, runtime })
    expect(decision).toMatchObject({ strategy: 'create', usable: { before: false, after } })
    expect(decision.actions.map((action) => action.do)).toEqual(['add-device', 'allow-device', 'plant-hook'])
  })

  test.each<[string, Runtime, object]>([
    ['what crun will make so', CRUN, { strategy: 'create', usable: { after: true } }],
    ['nothing that runc would bind closed', RUNC, { strategy: 'refuse', refusal: 'impossible' }],
    ['what may be either', UNKNOWN, { strategy: 'create', usable: { after: null } }],
  ])('where mode=owner lets nothing be covered, %s', (_, runtime, expected) => {
    const annotations = asking({ devices: '/dev/video0', mode: 'owner' })
    expect(theOne({ annotations }, { ...allowed, runtime })).toMatchObject(expected)
  })
})

describe('with a user namespace, CAP_DAC_OVERRIDE of its root', () => {
  const root = { user: { uid: 0, gid: 0 }, capabilities: { bounding: ['CAP_DAC_OVERRIDE'] }, mounts: [VIDEO_MOUNT] }
  const node = (uid: number, gid: number): World => ({ host: { '/dev/video0': { ...VIDEO, uid, gid, mode: 0o600 } } })

  test.each<[string, number, number, unknown]>([
    ['opens a node of an owner and a group that are mapped', 100_005, 44, true],
    ['is nothing to a node of an owner that is not', 0, 44, false],
    ['is nothing to a node of a group that is not', 100_005, 45, false],
  ])('%s', (_, uid, gid, before) => {
    expect(theOne(root, node(uid, gid)).usable.before).toBe(before)
  })

  test('is nothing to a node whose owner has no name for a rootless hook, mapped or not', () => {
    const all = [{ containerID: 0, hostID: 0, size: 65_536 }]
    const linux = { namespaces: [{ type: 'user' }], uidMappings: all, gidMappings: all }
    const opens = (uid: number, gid: number) =>
      theOne({ ...root, linux }, { ...node(uid, gid), isRealRoot: false, runtime: CRUN }).usable.before
    expect(opens(5, 6)).toBe(true)
    expect([opens(65_534, 6), opens(5, 65_534)]).toEqual([false, false])
  })
})

describe('a root that may not override modes', () => {
  /** Neither uid nor gid 0 is ever given a node that is another's. */
  const root = { user: { uid: 0, gid: 0 } }

  test.each<[string, Parts]>([
    ['is not served by owner', { ...root, devices: [{ ...VIDEO_ENTRY, uid: 5 }], linux: {}, ...mode('owner') }],
    ['nor by a new entry', { ...root, linux: {}, annotations: asking({ devices: '/dev/video0' }) }],
  ])('%s, which gives nobody the ids of root', (_, parts) => {
    const world = { host: { '/dev/video0': { ...VIDEO, uid: 5 } }, ...policy('[create]\ndevices = ["/dev/video*"]') }
    const decision = theOne(parts, world)
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible', actions: [] })
    expect(decision.reason).toContain('owner 0:0 would not open it either')
  })
})
