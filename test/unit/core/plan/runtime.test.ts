import { describe, expect, test } from 'vitest'
import type { Decision, RuntimeAction } from '../../../../src/core/plan/decision.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { asking, decideAtRuntime, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'
import type { World, WorldNode } from '../../../support/recorder.ts'

type Expected = Partial<Pick<Decision<RuntimeAction>, 'strategy' | 'refusal' | 'usable'>>

const GIVEN: Parts = { devices: [VIDEO_ENTRY], rules: VIDEO_RULES }
const with_ = (node: Partial<WorldNode>): World => ({ nodes: { '/dev/video0': { ...VIDEO, ...node } } })
const mode = (name: string) => ({ annotations: asking({ mode: name }) })
const policy = (toml: string) => ({ policy: parsePolicy(toml, 'P') })
/** Without CAP_DAC_OVERRIDE. */
const ROOT: Parts = { user: { uid: 0, gid: 0 } }
const USERNS = { inside: 0, outside: 100_000, count: 1000 }

function theOne(parts: Parts, world: World) {
  const { decisions, calls } = decideAtRuntime(parts, world)
  const [decision, ...rest] = decisions
  if (decision === undefined || rest.length > 0) throw new Error(`${rest.length} more decisions than one`)
  return { decision, calls }
}

describe('createRuntime leaves alone (row 1) a node that', () => {
  test.each<[string, Parts, Partial<WorldNode>]>([
    ['belongs to the user', GIVEN, { uid: 1000, mode: 0o600 }],
    [
      'opens through a group that the user will have',
      { ...GIVEN, user: { uid: 1000, gid: 5, additionalGids: [44] } },
      {},
    ],
    ['is open to everybody', GIVEN, { mode: 0o666 }],
    ['is shared with the host and opens', { ...GIVEN, user: { uid: 1000, gid: 44 } }, { kind: 'shared' }],
  ])('%s', (_what, parts, node) => {
    const { decision, calls } = theOne(parts, with_(node))
    expect(decision).toMatchObject({ strategy: 'none', usable: { before: true, after: true } })
    expect(calls).toEqual([])
  })
})

describe('createRuntime gives the user (row 10) a node of the container', () => {
  test.each<[string, Parts, Partial<WorldNode>, object]>([
    ['with uid and gid', GIVEN, {}, { uid: 1000, gid: 1000, mode: 0o660 }],
    [
      'without its gid, when that is 0',
      { ...GIVEN, user: { uid: 1000, gid: 0 } },
      {},
      { uid: 1000, gid: 44, mode: 0o660 },
    ],
    ['with rights that its owner lacked', GIVEN, { mode: 0o060 }, { uid: 1000, gid: 1000, mode: 0o660 }],
    ['when that is what the mode asks for', { ...GIVEN, ...mode('owner') }, {}, { uid: 1000, gid: 1000, mode: 0o660 }],
  ])('%s', (_how, parts, node, owner) => {
    const { decision, calls } = theOne(parts, with_(node))
    expect(decision).toMatchObject({ strategy: 'owner', usable: { before: false, after: true } })
    expect(calls).toMatchObject([{ do: 'chown', path: '/dev/video0', owner }])
  })

  test('with the ids of the host, where it has a user namespace', () => {
    const world = { ...with_({}), userns: true, maps: { uid: [USERNS], gid: [USERNS] } }
    const { calls } = theOne({ ...GIVEN, user: { uid: 500, gid: 501 } }, world)
    expect(calls).toMatchObject([{ do: 'chown', owner: { uid: 100_500, gid: 100_501 } }])
  })
})

describe('createRuntime never changes (row 11) an inode of the host:', () => {
  test('what is shared is covered by a private node', () => {
    const { decision, calls } = theOne(GIVEN, with_({ kind: 'shared' }))
    expect(decision.strategy).toBe('private')
    expect(calls).toMatchObject([{ do: 'cover', path: '/dev/video0', owner: { uid: 1000, gid: 1000, mode: 0o660 } }])
  })

  test('mode=owner is refused for it', () => {
    const { decision, calls } = theOne({ ...GIVEN, ...mode('owner') }, with_({ kind: 'shared' }))
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible' })
    expect(decision.reason).toContain("the host's own")
    expect(calls).toEqual([])
  })

  test('what lies on a mount that others share is not covered either', () => {
    const { decision, calls } = theOne(GIVEN, with_({ kind: 'shared', propagates: true }))
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'shared-mount' })
    expect(calls).toEqual([])
  })
})

describe('createRuntime refuses, and changes nothing (row 2, 13),', () => {
  test.each<[string, Parts, World, Expected['refusal']]>([
    ['a node of another number', GIVEN, with_({ number: { type: 'c', major: 81, minor: 1 } }), 'number-differs'],
    [
      'a block device in the place of a character device',
      GIVEN,
      with_({ number: { ...VIDEO.number, type: 'b' } }),
      'number-differs',
    ],
    ['a link', GIVEN, { others: { '/dev/video0': 'symlink' } }, 'not-a-device'],
    ['a file', GIVEN, { others: { '/dev/video0': 'regular' } }, 'not-a-device'],
    ['a node without a name', GIVEN, with_({ links: 0 }), 'unplugged'],
    ['a node of mode 0 that the host lost', GIVEN, { ...with_({ mode: 0 }), host: {} }, 'unplugged'],
    ['a node on a nodev mount', GIVEN, with_({ nodev: true }), 'nodev'],
    ['a node that no device rule allows', { ...GIVEN, rules: [{ allow: false }] }, with_({}), 'no-device-rule'],
    ['a node that the policy denies', GIVEN, { ...with_({}), ...policy('[deny]\nnumbers = ["c 81:*"]') }, 'policy'],
    [
      'the strategy that the policy switched off',
      GIVEN,
      { ...with_({}), ...policy('[allow]\nstrategies = ["groups"]') },
      'policy',
    ],
    [
      'a user who is nobody on the host',
      { ...GIVEN, user: { uid: 5000, gid: 0 } },
      { ...with_({}), userns: true, maps: { uid: [USERNS], gid: [USERNS] } },
      'unmapped',
    ],
    ['everything, when it is not root of the host', GIVEN, { ...with_({}), isRealRoot: false }, 'impossible'],
    ['mode=groups, for the groups are settled by now', { ...GIVEN, ...mode('groups') }, with_({}), 'impossible'],
    ['mode=keep-groups, for the same reason', { ...GIVEN, ...mode('keep-groups') }, with_({}), 'impossible'],
    [
      'mode=private, when it is not root of the host',
      { ...GIVEN, ...mode('private') },
      { ...with_({ kind: 'shared' }), isRealRoot: false },
      'impossible',
    ],
    [
      'mode=private that the policy switched off',
      { ...GIVEN, ...mode('private') },
      { ...with_({ kind: 'shared' }), ...policy('[allow]\nstrategies = ["owner"]') },
      'policy',
    ],
    [
      'a private node for a user who is nobody on the host',
      { ...GIVEN, user: { uid: 5000, gid: 0 } },
      { ...with_({ kind: 'shared' }), userns: true, maps: { uid: [USERNS], gid: [USERNS] } },
      'unmapped',
    ],
    [
      'mode=owner, when it is not root of the host',
      { ...GIVEN, ...mode('owner') },
      { ...with_({}), isRealRoot: false },
      'impossible',
    ],
    [
      'a node of another for a root that may not override modes',
      { ...GIVEN, ...ROOT },
      with_({ uid: 5 }),
      'impossible',
    ],
    ['the same where it is shared', { ...GIVEN, ...ROOT }, with_({ uid: 5, kind: 'shared' }), 'impossible'],
    ["mode=private for a node of the container's own", { ...GIVEN, ...mode('private') }, with_({}), 'impossible'],
  ])('%s', (_what, parts, world, refusal) => {
    const { decision, calls } = theOne(parts, world)
    expect(decision).toMatchObject({ strategy: 'refuse', refusal, actions: [] })
    expect(decision.reason).not.toBe('')
    expect(calls).toEqual([])
  })

  test("mode=keep-groups for a rootless hook under runc, which does not pass the caller's groups on", () => {
    const world: World = { ...with_({}), isRealRoot: false, runtime: { name: 'runc', sure: true } }
    const { decision, calls } = theOne({ ...GIVEN, ...mode('keep-groups') }, world)
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible' })
    expect(decision.reason).toContain('runc ignores run.oci.keep_original_groups')
    expect(decision.remedy).toContain('use crun')
    expect(calls).toEqual([])
  })

  test('mode=groups, with the remedy', () => {
    expect(theOne({ ...GIVEN, ...mode('groups') }, with_({})).decision.remedy).toContain('--group-add')
  })
})

describe('createRuntime creates (row 12)', () => {
  const asked = { rules: VIDEO_RULES, annotations: asking({ devices: '/dev/video0' }) }
  const allowed = policy('[create]\ndevices = ["/dev/video*"]')
  const node = { do: 'mknod', path: '/dev/video0', number: VIDEO.number, owner: { uid: 1000, gid: 1000, mode: 0o660 } }

  test('what the annotation asks for and the policy allows', () => {
    const { decision, calls } = theOne(asked, allowed)
    expect(decision).toMatchObject({ strategy: 'create', usable: { before: false, after: true } })
    expect(calls).toMatchObject([node])
  })

  test('an entry of linux.devices whose node the runtime did not make, which needs no leave of the policy', () => {
    expect(theOne(GIVEN, {}).calls).toMatchObject([node])
  })

  test('a link for the stable name that the annotation has', () => {
    const names = { '/dev/v4l/by-id/cam': '/dev/video0' }
    const parts = { ...asked, annotations: asking({ devices: '/dev/v4l/by-id/cam' }) }
    const { calls } = theOne(parts, { ...allowed, names })
    expect(calls).toMatchObject([node, { do: 'link', path: '/dev/v4l/by-id/cam', target: '/dev/video0' }])
  })

  test('nothing for a bind mount outside of /dev that something covers, and the control: the same mount below /dev', () => {
    const covered = (destination: string) => ({
      mounts: [{ destination, type: 'bind', source: '/dev/video0', options: ['bind'] }],
      rules: VIDEO_RULES,
    })
    const { decision, calls } = theOne(covered('/datax/video0'), {})
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'impossible' })
    expect(decision.reason).toContain('made below /dev alone')
    expect(calls).toEqual([])
    expect(theOne(covered('/dev/x/video0'), {}).calls).toMatchObject([{ do: 'mknod', path: '/dev/x/video0' }])
  })

  test.each<[string, Parts, World, Expected['refusal']]>([
    ['without the leave of the policy', asked, {}, 'policy'],
    [
      'without a device rule, for the cgroup is settled by now',
      { ...asked, rules: [{ allow: false }] },
      allowed,
      'no-device-rule',
    ],
    ['what the host does not have', asked, { ...allowed, host: {} }, 'unplugged'],
    ['in a user namespace, where nobody could open it', asked, { ...allowed, userns: true }, 'impossible'],
    ['when it is not root of the host', asked, { ...allowed, isRealRoot: false }, 'impossible'],
    [
      "for a root that may not override modes, of a node that is another's",
      { ...asked, ...ROOT },
      { ...allowed, host: { '/dev/video0': { ...VIDEO, uid: 5 } } },
      'impossible',
    ],
    [
      'with the strategy switched off',
      asked,
      policy('[allow]\nstrategies = ["owner"]\n[create]\ndevices = ["/dev/**"]'),
      'policy',
    ],
  ])('nothing %s', (_what, parts, world, refusal) => {
    const { decision, calls } = theOne(parts, world)
    expect(decision).toMatchObject({ strategy: 'refuse', refusal })
    expect(calls).toEqual([])
  })
})

test('createRuntime does not even look at a container whose mode is off', () => {
  const { decisions, calls } = decideAtRuntime(
    { ...GIVEN, ...mode('off') },
    { ...with_({}), failing: { enter: new Error('looked') } },
  )
  expect([...decisions, ...calls]).toEqual([])
})

describe('createRuntime mends a mode that the runtime cut by its umask (crun before 1.14, user namespaces)', () => {
  const member: Parts = { ...GIVEN, user: { uid: 1000, gid: 5, additionalGids: [44] } }

  test('for a process that is in the group of the node, and leaves the owner as it is', () => {
    const { decision, calls } = theOne({ ...member, ...mode('groups') }, with_({ mode: 0o640 }))
    expect(decision).toMatchObject({ strategy: 'groups', usable: { before: false, after: true } })
    expect(calls).toMatchObject([{ do: 'chown', owner: { uid: 0, gid: 44, mode: 0o660 } }])
  })

  test('on the way, when the owner changes anyway', () => {
    const { calls } = theOne(GIVEN, with_({ mode: 0o640 }))
    expect(calls).toMatchObject([{ do: 'chown', owner: { uid: 1000, gid: 1000, mode: 0o660 } }])
  })

  test.each<[string, Parts, Partial<WorldNode>]>([
    ['for a process outside of the group', GIVEN, { mode: 0o640 }],
    ["on the host's node", member, { mode: 0o640, kind: 'shared' }],
  ])('but not %s', (_whom, parts, node) => {
    const { decision, calls } = theOne({ ...parts, ...mode('groups') }, with_(node))
    expect(decision).toMatchObject({ strategy: 'refuse' })
    expect(calls).toEqual([])
  })
})

describe('createRuntime promises of a device that no rule speaks of', () => {
  const silent: Parts = { ...GIVEN, rules: [] }
  const by = (name: 'crun' | 'runc', sure: boolean): World => ({ ...with_({}), runtime: { name, sure } })

  test('that it opens with crun, which denies nothing then', () => {
    const { decision } = theOne(silent, by('crun', true))
    expect(decision).toMatchObject({ strategy: 'owner', usable: { after: true } })
  })

  test('that it does not open with runc, which denies everything then', () => {
    const { decision, calls } = theOne(silent, by('runc', true))
    expect(decision).toMatchObject({ strategy: 'refuse', refusal: 'no-device-rule', usable: { after: false } })
    expect(calls).toEqual([])
  })

  test('nothing where it is not known which runtime it is, and says so', () => {
    const { decision } = theOne(silent, by('runc', false))
    expect(decision).toMatchObject({ strategy: 'owner', usable: { before: false, after: null } })
    expect(decision.reason).toMatch(
      /; no device rule of config\.json speaks of c 81:0, and what then is allowed is not/,
    )
  })

  test('nothing of a node that the user opens already either', () => {
    const { decision } = theOne(silent, { ...by('runc', false), ...with_({ uid: 1000, mode: 0o600 }) })
    expect(decision).toMatchObject({ strategy: 'none', usable: { before: null, after: null } })
  })
})
