import type { Observation, Usable } from '../../model/observation.ts'
import { strategyDenial } from '../../policy/judge.ts'
import type { Circumstances, Obstacle } from '../case.ts'

/** What each runtime will make of an entry of linux.devices: whether the identity can open it. */
export interface Makings {
  /** The node that crun makes of the entry, in a user namespace as elsewhere. */
  readonly made: Usable
  /** The node of the host that runc binds in its place, in a user namespace. */
  readonly bound: Usable
}

/**
 * What can be promised for an entry, as the runtime makes it and before createRuntime looks at it.
 *
 * @returns null where the runtimes differ and which of them it will be is not known.
 */
export function promised({ made, bound }: Makings, { situation }: Circumstances): Usable {
  const { name, sure } = situation.runtime
  if (!situation.userns || (sure && name === 'crun')) return made
  if (sure && name === 'runc') return bound
  return made === bound ? made : null
}

/** Whether createRuntime may cover the host's node, should it turn out to be that: only if no other way was asked for. */
export function mayBeCovered({ mode, policy }: Circumstances): boolean {
  return (mode === 'auto' || mode === 'private') && strategyDenial(policy, 'private') === undefined
}

/** Whether the identity can open the host's node itself; null where it was not asked about. */
export function boundAsIs({ bindable }: Observation): Usable {
  return bindable?.openable ?? null
}

/** Why no entry can be given to the identity under runc: with a user namespace, it binds the host's node. */
export const BOUND: Obstacle = {
  refusal: 'impossible',
  reason: "with a user namespace runc binds the host's node, whose owner is not ours to change",
  remedy: 'use the mode auto or private, or crun',
}
