import type { Observation, Usable } from '../model/observation.ts'
import type { Mode } from '../parse/request.ts'
import { deviceDenial } from '../policy/judge.ts'
import { type Circumstances, isObstacle, type Obstacle, type Planner, type Proposal } from './case.ts'
import type { Decision, Strategy } from './decision.ts'
import { findFault } from './faults.ts'
import { usableNow } from './usable.ts'

type Granting = Exclude<Strategy, 'none' | 'refuse'>
type Choosable = Exclude<Mode, 'auto' | 'off'>

/** The strategies of one stage: how each plans, and which are tried in `auto`, best first. */
export interface Strategies<Action> {
  readonly auto: (device: Observation, all: Circumstances) => readonly Granting[]
  readonly table: Readonly<Record<Granting, Planner<Action>>>
}

/**
 * Decides about one device. Pure: the same observation and circumstances always give the same decision.
 *
 * In order: what cannot be mended is refused; what works already is left alone; what the policy denies is refused; else
 * the chosen strategy, or in `auto` the first that has no obstacle. An explicit mode is never silently replaced.
 */
export function decide<Action>(
  device: Observation,
  all: Circumstances,
  strategies: Strategies<Action>,
): Decision<Action> {
  const before = usableNow(device, all)
  const leave = (reason: string) => decision<Action>(device, before, 'none', { actions: [], reason, after: before })
  if (all.mode === 'off') return leave('the mode is off')
  const fault = findFault(device)
  if (fault !== undefined) return refusal(device, before, fault)
  if (before === true) return leave(`uid ${all.who.uid} can already open it`)
  const denial = policyObstacle(device, all)
  if (denial !== undefined) return refusal(device, before, denial)
  return firstThatWorks(device, all, before, strategies)
}

function policyObstacle(device: Observation, { policy }: Circumstances): Obstacle | undefined {
  if (device.number === undefined) return undefined
  const reason = deviceDenial(policy, device.host?.path ?? device.path, device.number)
  return reason === undefined ? undefined : { refusal: 'policy', reason }
}

function firstThatWorks<Action>(
  device: Observation,
  all: Circumstances,
  before: Usable,
  { auto, table }: Strategies<Action>,
): Decision<Action> {
  const obstacles: Obstacle[] = []
  for (const strategy of candidates(device, all.mode, auto(device, all))) {
    const answer = table[strategy](device, all)
    if (!isObstacle(answer)) return decision(device, before, strategy, answer)
    obstacles.push(answer)
  }
  return refusal(device, before, combine(obstacles))
}

/** A missing device must be created whatever mode was asked for; the mode then says how the new node is opened. */
function candidates(device: Observation, mode: Mode, auto: readonly Granting[]): readonly Granting[] {
  if (device.seen.kind === 'absent') return ['create']
  return mode === 'auto' ? auto : [mode as Choosable]
}

function combine(obstacles: readonly Obstacle[]): Obstacle {
  const [first] = obstacles
  if (first === undefined) return { refusal: 'impossible', reason: 'nothing can be done about it at this stage' }
  const reasons = [...new Set(obstacles.map(({ reason }) => reason))]
  const remedy = obstacles.find((obstacle) => obstacle.remedy !== undefined)?.remedy
  return { refusal: first.refusal, reason: reasons.join('; '), ...(remedy === undefined ? {} : { remedy }) }
}

function decision<Action>(
  device: Observation,
  before: Usable,
  strategy: Strategy,
  { actions, reason, after }: Proposal<Action>,
): Decision<Action> {
  const { path } = device
  const hostPath = device.source ?? device.host?.path
  return {
    path,
    hostPath,
    device,
    strategy,
    refusal: undefined,
    reason,
    remedy: undefined,
    usable: { before, after },
    actions,
  }
}

function refusal<Action>(device: Observation, before: Usable, { refusal, reason, remedy }: Obstacle): Decision<Action> {
  const after = refusal === 'policy' || refusal === 'impossible' || refusal === 'unmapped' ? before : false
  const plain = decision<Action>(device, before, 'refuse', { actions: [], reason, after })
  return { ...plain, refusal, remedy, usable: { before: after === false ? false : before, after } }
}
