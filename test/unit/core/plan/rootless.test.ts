import { describe, expect, test } from 'vitest'
import type { Decision, PrecreateAction } from '../../../../src/core/plan/decision.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { asking, decideBefore, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_MOUNT } from '../../../support/decisions.ts'
import type { World, WorldNode } from '../../../support/recorder.ts'

const CRUN = { name: 'crun', sure: true } as const
/** Podman's user namespace shows a group that it does not map as 65534. */
const UNMAPPED_GROUP: WorldNode = { ...VIDEO, uid: 65_534, gid: 65_534 }
/** The caller is in the group all the same: only the kernel knows. */
const CALLER: World = {
  isRealRoot: false,
  runtime: CRUN,
  callerGroups: [65_534],
  host: { '/dev/video0': UNMAPPED_GROUP },
}

const USERNS = {
  namespaces: [{ type: 'user' }],
  uidMappings: [{ containerID: 0, hostID: 0, size: 65_536 }],
  gidMappings: [{ containerID: 0, hostID: 0, size: 65_536 }],
}
const bound: Parts = { mounts: [VIDEO_MOUNT] }
const mode = (name: string) => ({ annotations: asking({ mode: name }) })
const policy = (toml: string) => ({ policy: parsePolicy(toml, 'P') })

function theOne(parts: Parts, world: World = {}): Decision<PrecreateAction> {
  const [decision, ...rest] = decideBefore(parts, { ...CALLER, ...world })
  if (decision === undefined || rest.length > 0) throw new Error(`${rest.length} more decisions than one`)
  return decision
}

describe("a rootless precreate keeps the caller's groups (row 7)", () => {
  const kept = { strategy: 'keep-groups', actions: [{ do: 'keep-groups' }], usable: { before: false, after: true } }

  test('where they open the device and nothing narrower does', () => {
    expect(theOne(bound)).toMatchObject(kept)
  })

  test('for an entry too, whose node a rootless runtime binds', () => {
    expect(theOne({ devices: [VIDEO_ENTRY] })).toMatchObject(kept)
  })

  test('for the annotated user, whose own groups are gone by then', () => {
    const parts = { ...bound, annotations: asking({ user: '1000:1000' }) }
    expect(theOne(parts)).toMatchObject({ strategy: 'keep-groups' })
  })

  test('and says so where it could not be seen that crun is the runtime', () => {
    const { reason, usable } = theOne(bound, { runtime: { name: 'unknown', sure: false } })
    expect(reason).toContain('this needs crun')
    expect(usable.after).toBeNull()
  })

  test('when that is what the mode asks for, and tells which groups are lost by it', () => {
    const user = { uid: 1000, gid: 1000, additionalGids: [5, 7] }
    expect(theOne({ ...bound, user, ...mode('keep-groups') }).reason).toContain(
      'the groups 5,7 of config.json are lost',
    )
  })
})

describe('a rootless precreate prefers the group of the device (row 8)', () => {
  test('where it is mapped, being the narrower one', () => {
    const host = { '/dev/video0': { ...VIDEO, uid: 65_534, gid: 44 } }
    const decision = theOne(bound, { host, callerGroups: [44] })
    expect(decision).toMatchObject({ strategy: 'groups', actions: [{ do: 'add-group', gid: 44 }] })
  })
})

describe('a rootless precreate refuses (row 9)', () => {
  test.each<[string, Parts, World, string, string | undefined]>([
    [
      "what the caller's groups do not open either",
      bound,
      { callerGroups: [5] },
      'do not open it either',
      'join the group',
    ],
    [
      'where the runtime is runc, which ignores the annotation',
      bound,
      { runtime: { name: 'runc', sure: true } },
      'runc ignores',
      'use crun',
    ],
    [
      'to take groups away unasked',
      { ...bound, user: { uid: 1000, gid: 1000, additionalGids: [5] } },
      {},
      'would cost the container its groups 5',
      'mode=keep-groups',
    ],
    [
      'where the policy switched it off',
      bound,
      policy('[allow]\nstrategies = ["groups"]'),
      'does not allow the strategy keep-groups',
      'oci-device-hook gidmap',
    ],
    ['mode=private, which takes root of the host', { ...bound, ...mode('private') }, {}, 'root of the host', undefined],
    [
      'an unmapped group by its false number 65534',
      { ...bound, ...mode('groups') },
      {},
      'is not mapped',
      'oci-device-hook gidmap',
    ],
    [
      'for a user who is nobody here',
      { ...bound, user: { uid: 70_000, gid: 0 }, linux: USERNS },
      {},
      'could not be asked',
      undefined,
    ],
  ])('%s', (_what, parts, world, reason, remedy) => {
    const decision = theOne(parts, world)
    expect(decision).toMatchObject({ strategy: 'refuse', actions: [] })
    expect(decision.reason).toContain(reason)
    if (remedy !== undefined) expect(decision.remedy).toContain(remedy)
  })
})

test("a rootless precreate lets no device close another: groups that are added win over the caller's", () => {
  const host = {
    '/dev/video0': UNMAPPED_GROUP,
    '/dev/b': { ...VIDEO, gid: 44, number: { type: 'c', major: 81, minor: 1 } as const },
  }
  const mounts = [VIDEO_MOUNT, { ...VIDEO_MOUNT, destination: '/dev/b', source: '/dev/b' }]
  const [video, other] = decideBefore({ mounts }, { ...CALLER, host })
  expect(other).toMatchObject({ strategy: 'groups' })
  expect(video).toMatchObject({ strategy: 'refuse', actions: [] })
  expect(video?.reason).toContain('would close /dev/b')
})

describe('a rootless precreate adds a device that the annotation asks for', () => {
  const asked: Parts = { annotations: asking({ devices: '/dev/video0' }) }
  const allowed = policy('[create]\ndevices = ["/dev/**"]')
  const mount = { do: 'add-mount', path: '/dev/video0', source: '/dev/video0' }

  test.each<[string, World, object]>([
    [
      'by a bind mount, where it opens',
      { host: { '/dev/video0': { ...VIDEO, mode: 0o666 } } },
      { strategy: 'create', actions: [mount] },
    ],
    [
      "with the caller's groups, where those open it",
      {},
      { strategy: 'create', actions: [mount, { do: 'keep-groups' }] },
    ],
    [
      'with its group, where that is mapped',
      { host: { '/dev/video0': VIDEO } },
      { strategy: 'create', actions: [mount, { do: 'add-group', gid: 44 }] },
    ],
    ['not where nothing opens it', { callerGroups: [] }, { strategy: 'refuse', actions: [] }],
  ])('%s', (_how, world, expected) => {
    expect(theOne(asked, { ...allowed, ...world })).toMatchObject(expected)
  })
})

describe('the real root before creation', () => {
  const root: World = { isRealRoot: true, host: { '/dev/video0': { ...VIDEO, gid: 0 } } }

  test('plants its createRuntime hook for a bind mount that no group opens (row 6)', () => {
    expect(theOne(bound, root)).toMatchObject({ strategy: 'private', actions: [{ do: 'plant-hook' }] })
    expect(theOne({ ...bound, ...mode('private') }, root)).toMatchObject({ strategy: 'private' })
  })

  test('does not where the policy switched that off', () => {
    expect(theOne({ ...bound, ...mode('private') }, { ...root, ...policy('[allow]\nstrategies = []') })).toMatchObject({
      refusal: 'policy',
    })
  })

  test('opens up a directory that is bound, and leaves all of /dev alone unless a device is named', () => {
    const host = { '/dev/dri/card0': { ...VIDEO, mode: 0o666 } }
    const mounts = [{ destination: '/dev/cards', source: '/dev/dri', options: ['rbind'] }]
    expect(theOne({ mounts }, { ...root, host })).toMatchObject({
      path: '/dev/cards/card0',
      hostPath: '/dev/dri/card0',
    })
    const whole = { mounts: [{ destination: '/dev', source: '/dev', type: 'bind' }] }
    expect(theOne(whole, root)).toMatchObject({ strategy: 'none', actions: [] })
    expect(theOne({ ...whole, annotations: asking({ devices: '/dev/video0' }) }, root)).toMatchObject({
      strategy: 'private',
    })
  })

  test('drops an optional device that is gone, so that the runtime does not stumble over it', () => {
    const annotations = asking({ optional: '/dev/video0' })
    expect(theOne({ devices: [VIDEO_ENTRY], annotations }, { ...root, host: {} }).actions).toEqual([
      { do: 'drop', from: 'devices', index: 0 },
    ])
    expect(theOne({ ...bound, annotations }, { ...root, host: {} }).actions).toEqual([
      { do: 'drop', from: 'mounts', index: 0 },
    ])
  })

  test('adds the device rule of a bind mount that is named, if the policy lets it', () => {
    const parts = { ...bound, rules: [{ allow: false }], annotations: asking({ devices: '/dev/video0' }) }
    const rule = { do: 'allow-device', number: VIDEO.number, access: 'rw' }
    expect(theOne(parts, { ...root, ...policy('[create]\ndevices = ["/dev/**"]') }).actions).toContainEqual(rule)
    expect(theOne(parts, root)).toMatchObject({ refusal: 'no-device-rule', actions: [] })
  })
})
