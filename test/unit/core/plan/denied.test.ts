import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../../src/core/plan/decision.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { GRANTS, type GrantName } from '../../../../src/core/policy/policy.ts'
import {
  asking,
  decideAtRuntime,
  decideBefore,
  type Parts,
  VIDEO,
  VIDEO_ENTRY,
  VIDEO_MOUNT,
  VIDEO_RULES,
} from '../../../support/decisions.ts'
import type { World } from '../../../support/recorder.ts'

type Stage = 'precreate' | 'createRuntime'
type Case = readonly [what: string, stage: Stage, parts: Parts, world?: World]
/** The same with its strategy, in full: test.each() knows tuples of one length only. */
type Row = readonly [strategy: GrantName, what: string, stage: Stage, parts: Parts, world: World]

const CREATE = '[create]\ndevices = ["/dev/video*"]'
const mode = (name: string) => ({ annotations: asking({ mode: name }) })
const asked = { rules: VIDEO_RULES, annotations: asking({ devices: '/dev/video0' }) }
const entry: Parts = { devices: [VIDEO_ENTRY], rules: VIDEO_RULES }
const bound: Parts = { mounts: [VIDEO_MOUNT] }
const node = (changes: object): World => ({ nodes: { '/dev/video0': { ...VIDEO, ...changes } } })
const ROOTLESS: World = { isRealRoot: false, runtime: { name: 'crun', sure: true } }
const UNMAPPED = {
  ...ROOTLESS,
  host: { '/dev/video0': { ...VIDEO, uid: 65_534, gid: 65_534 } },
  callerGroups: [65_534],
}
const IN_GROUP = { user: { uid: 1000, gid: 44 } }

/** For each strategy, every way in which a stage comes to use it. */
const CASES: Readonly<Record<GrantName, readonly Case[]>> = {
  owner: [
    ['an entry', 'precreate', { ...entry, ...mode('owner') }],
    ['a node', 'createRuntime', { ...entry, ...mode('owner') }, node({})],
    ['a node, in auto', 'createRuntime', entry, node({})],
  ],
  groups: [
    ['an entry', 'precreate', { ...entry, ...mode('groups') }],
    ['a bind mount', 'precreate', { ...bound, ...mode('groups') }],
    ['a bind mount that is added', 'precreate', asked, ROOTLESS],
    ['a mode', 'createRuntime', { ...entry, ...IN_GROUP, ...mode('groups') }, node({ mode: 0o600 })],
  ],
  'keep-groups': [
    ['a bind mount', 'precreate', { ...bound, ...mode('keep-groups') }, UNMAPPED],
    ['a bind mount that is added', 'precreate', asked, UNMAPPED],
  ],
  private: [
    ['a bind mount', 'precreate', { ...bound, ...mode('private') }],
    ["a node of the host's", 'createRuntime', { ...bound, ...mode('private') }, node({ kind: 'shared' })],
    ["a node of the host's, in auto", 'createRuntime', bound, node({ kind: 'shared' })],
  ],
  create: [
    ['an entry', 'precreate', asked],
    ['a bind mount', 'precreate', { ...asked, ...IN_GROUP }, ROOTLESS],
    ['a rule for what opens already', 'precreate', { ...bound, ...asked, ...IN_GROUP, rules: [{ allow: false }] }],
    ['a rule for what does not open', 'precreate', { ...bound, ...asked, rules: [{ allow: false }] }],
    ['a node', 'createRuntime', asked],
    ['the node of an entry', 'createRuntime', entry],
  ],
}

const ALL = GRANTS.flatMap((strategy) =>
  CASES[strategy].map(([what, stage, parts, world = {}]): Row => [strategy, what, stage, parts, world]),
)

/** What is decided under a policy that allows these strategies, and what came of it at createRuntime. */
function outcome(stage: Stage, parts: Parts, world: World, strategies: readonly GrantName[]) {
  const policy = parsePolicy(`[allow]\nstrategies = ${JSON.stringify(strategies)}\n${CREATE}`, 'P')
  if (stage === 'createRuntime') return decideAtRuntime(parts, { ...world, policy })
  return { decisions: decideBefore(parts, { ...world, policy }), calls: [] }
}

function theOne(decisions: readonly Decision<unknown>[]): Decision<unknown> {
  const [decision, ...rest] = decisions
  if (decision === undefined || rest.length > 0) throw new Error(`${rest.length} more decisions than one`)
  return decision
}

/** Each case is one that no other strategy serves, so that one denied strategy is the whole difference. */
describe('no planner acts when its strategy is denied:', () => {
  test.each<Row>(ALL)('%s of %s at %s', (strategy, _what, stage, parts, world) => {
    const others = GRANTS.filter((each) => each !== strategy)
    const { decisions, calls } = outcome(stage, parts, world, others)
    expect(theOne(decisions)).toMatchObject({ strategy: 'refuse', actions: [] })
    expect(calls).toEqual([])
  })

  test.each<Row>(ALL)('the control: %s of %s at %s, when it is allowed', (_strategy, _what, stage, parts, world) => {
    expect(theOne(outcome(stage, parts, world, GRANTS).decisions).actions).not.toEqual([])
  })
})

test('the policy is blamed for a strategy that it denies only where nothing else is in the way', () => {
  const never = parsePolicy('[allow]\nstrategies = []', 'P')
  const [works] = decideBefore({ ...entry, ...mode('owner') }, { policy: never })
  expect(works).toMatchObject({ refusal: 'policy', reason: 'the policy (P) does not allow the strategy owner' })
  const [cannot] = decideBefore({ ...bound, ...mode('owner') }, { policy: never })
  expect(cannot).toMatchObject({ refusal: 'impossible' })
})

test('keep-groups never acts at createRuntime, whatever the policy says', () => {
  for (const strategies of [GRANTS, []]) {
    const { decisions, calls } = outcome('createRuntime', { ...entry, ...mode('keep-groups') }, node({}), strategies)
    expect(theOne(decisions)).toMatchObject({ strategy: 'refuse', refusal: 'impossible' })
    expect(calls).toEqual([])
  }
})
