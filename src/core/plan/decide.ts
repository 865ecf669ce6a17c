import type { Observation, Usable } from '../model/observation.ts'
import type { Mode } from '../parse/request.ts'
import { creationDenial, deviceDenial, type Subject, strategyDenial } from '../policy/judge.ts'
import type { GrantName } from '../policy/policy.ts'
import { type Circumstances, isObstacle, type Obstacle, type Planner, type Proposal } from './case.ts'
import type { Decision, Strategy } from './decision.ts'
import { findFault } from './faults.ts'
import { propose } from './propose.ts'
import { asFarAsRulesTell } from './rules.ts'
import { usableNow } from './usable.ts'

type Choosable = Exclude<Mode, 'auto' | 'off'>

/** The strategies of one stage: how each plans, and which are tried in `auto`, best first. */
export interface Strategies<Action> {
  readonly auto: (device: Observation, all: Circumstances) => readonly GrantName[]
  readonly table: Readonly<Record<GrantName, Planner<Action>>>
  /** What takes a vanished device out of config.json, at stages that can. */
  readonly drop?: (device: Observation) => readonly Action[]
  /** What adds the device rule that a bind mount came without, at stages that can. */
  readonly allow?: (device: Observation) => readonly Action[]
}

/**
 * Decides about one device. Pure: the same observation and circumstances always give the same decision.
 *
 * In order: what cannot be mended is refused, or dropped where it may be missing; what works already is left alone; what
 * the policy denies is refused; else the chosen strategy, or in `auto` the first that has no obstacle. An explicit mode
 * is never silently replaced.
 */
export function decide<Action>(device: Observation, all: Circumstances, stage: Strategies<Action>): Decision<Action> {
  return asFarAsRulesTell(decideAlone(device, all, stage))
}

/** Without a thought of device rules that nobody knows. */
function decideAlone<Action>(device: Observation, all: Circumstances, stage: Strategies<Action>): Decision<Action> {
  const before = usableNow(device, all)
  const leave = (reason: string) => decision<Action>(device, before, 'none', { actions: [], reason, after: before })
  if (all.mode === 'off') return leave('the mode is off')
  if (device.wholesale && !device.named) return leave(WHOLESALE)
  const fault = findFault(device)
  if (fault === undefined) return serve(device, all, before, stage)
  if (isMissing(fault) && device.optional) return dropped(device, fault, stage)
  const rule = fault.refusal === 'no-device-rule' ? ruleFor(device, all, stage) : []
  return rule.length === 0 ? refusal(device, before, fault) : serveWithRule(device, all, stage, rule)
}

const WHOLESALE =
  'the container was given every device; name the ones that its user needs in the annotation oci-device-hook/devices'

function serve<Action>(device: Observation, all: Circumstances, before: Usable, stage: Strategies<Action>) {
  if (before === true) {
    const reason = `uid ${all.who.uid} can already open it`
    return decision<Action>(device, before, 'none', { actions: [], reason, after: before })
  }
  const denial = policyObstacle(device, all)
  return denial === undefined ? firstThatWorks(device, all, before, stage) : refusal<Action>(device, before, denial)
}

function isMissing({ refusal }: Obstacle): boolean {
  return refusal === 'unplugged' || refusal === 'absent'
}

function dropped<Action>(device: Observation, { reason }: Obstacle, { drop }: Strategies<Action>): Decision<Action> {
  const actions = drop?.(device) ?? []
  const what = actions.length === 0 ? 'it may be missing' : 'it may be missing, and is dropped'
  return decision(device, false, 'none', { actions, reason: `${what}: ${reason}`, after: false })
}

/** A rule is added only for a device that the annotation names and the policy lets it add: that is a creation too. */
function ruleFor<Action>(device: Observation, all: Circumstances, { allow }: Strategies<Action>) {
  const subject = subjectOf(device, all)
  if (!device.named || subject === undefined) return []
  const { policy } = all
  const denial = strategyDenial(policy, 'create') ?? deviceDenial(policy, subject) ?? creationDenial(policy, subject)
  return denial === undefined ? (allow?.(device) ?? []) : []
}

function serveWithRule<Action>(
  device: Observation,
  all: Circumstances,
  stage: Strategies<Action>,
  rule: readonly Action[],
): Decision<Action> {
  const served = serve({ ...device, allowedByRules: true }, all, usableNow(device, all), stage)
  if (served.strategy === 'refuse') return served
  const strategy = served.strategy === 'none' ? 'create' : served.strategy
  const usable = { before: false, after: served.usable.after }
  const reason = `${served.reason}; the device rule that it needs is added`
  return { ...served, device, strategy, reason, usable, actions: [...served.actions, ...rule] }
}

function policyObstacle(device: Observation, all: Circumstances): Obstacle | undefined {
  const subject = subjectOf(device, all)
  const reason = subject === undefined ? undefined : deviceDenial(all.policy, subject)
  return reason === undefined ? undefined : { refusal: 'policy', reason }
}

function subjectOf({ number, host, path }: Observation, { classOf }: Circumstances): Subject | undefined {
  return number === undefined ? undefined : { path: host?.path ?? path, number, classOf }
}

function firstThatWorks<Action>(
  device: Observation,
  all: Circumstances,
  before: Usable,
  { auto, table }: Strategies<Action>,
): Decision<Action> {
  const obstacles: Obstacle[] = []
  for (const strategy of candidates(device, all.mode, auto(device, all))) {
    const answer = propose(strategy, table[strategy], device, all)
    if (!isObstacle(answer)) return decision(device, before, strategy, answer)
    obstacles.push(answer)
  }
  return refusal(device, before, combine(obstacles))
}

/** A missing device must be created whatever mode was asked for; the mode then says how the new node is opened. */
function candidates(device: Observation, mode: Mode, auto: readonly GrantName[]): readonly GrantName[] {
  if (device.seen.kind === 'absent') return ['create']
  return mode === 'auto' ? auto : [mode as Choosable]
}

function combine(obstacles: readonly Obstacle[]): Obstacle {
  const [first] = obstacles
  if (first === undefined) return { refusal: 'impossible', reason: 'nothing can be done about it at this stage' }
  const reasons = [...new Set(obstacles.map(({ reason }) => reason))]
  const remedies = [...new Set(obstacles.flatMap(({ remedy }) => remedy ?? []))]
  const remedy = remedies.length === 0 ? {} : { remedy: remedies.join('; or ') }
  return { refusal: first.refusal, reason: reasons.join('; '), ...remedy }
}

function decision<Action>(
  device: Observation,
  before: Usable,
  strategy: Strategy,
  { actions, reason, after }: Proposal<Action>,
): Decision<Action> {
  const { path } = device
  const hostPath = device.source ?? device.host?.path
  const usable = { before, after }
  return { path, hostPath, device, strategy, refusal: undefined, reason, remedy: undefined, usable, actions }
}

/** A device that policy or circumstances keep us from serving stays as usable as it was; a broken one is not usable. */
function refusal<Action>(device: Observation, before: Usable, { refusal, reason, remedy }: Obstacle): Decision<Action> {
  const stays = refusal === 'policy' || refusal === 'impossible' || refusal === 'unmapped' || refusal === 'shared-mount'
  const usable = stays ? { before, after: before } : { before: false, after: false }
  return {
    ...decision<Action>(device, before, 'refuse', { actions: [], reason, after: before }),
    refusal,
    remedy,
    usable,
  }
}
