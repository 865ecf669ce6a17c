import type { Observation, Usable } from '../model/observation.ts'
import type { Situation } from '../model/situation.ts'
import type { Mode } from '../parse/request.ts'
import type { ClassLookup, GroupLookup } from '../policy/judge.ts'
import type { Policy } from '../policy/policy.ts'
import type { Identity, IdMaps } from '../resolve/identity.ts'
import type { RefusalCode } from './decision.ts'

/** All that a decision may depend on besides the device: the same for every device of a container. */
export interface Circumstances {
  readonly who: Identity
  readonly maps: IdMaps
  readonly mode: Mode
  readonly policy: Policy
  readonly situation: Situation
  readonly gidOf: GroupLookup
  readonly classOf: ClassLookup
}

/** A strategy that would work for a device: what to do, why, and what is true afterwards. */
export interface Proposal<Action> {
  readonly actions: readonly Action[]
  readonly reason: string
  readonly after: Usable
}

/** A reason against: why a strategy does not work, or why the device cannot be served at all. */
export interface Obstacle {
  readonly refusal: RefusalCode
  readonly reason: string
  readonly remedy?: string
}

/** Looks at one device and proposes, or says what is in the way. Pure. It is not asked what the policy says of strategies. */
export type Planner<Action> = (device: Observation, all: Circumstances) => Proposal<Action> | Obstacle

export function isObstacle(answer: object): answer is Obstacle {
  return 'refusal' in answer
}
