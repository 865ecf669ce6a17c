import { modeAllows } from '../../resolve/access.ts'
import type { Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { promised } from './promise.ts'

/**
 * `private` before creation: our createRuntime hook is planted, which covers the node once there is one.
 *
 * Only the real root can make the node: one made in a user namespace cannot be opened.
 */
export const planPrivateLater: Planner<PrecreateAction> = ({ seen, wanted }, all) => {
  const { who, situation } = all
  if (!situation.realRoot) {
    return { refusal: 'impossible', reason: 'a private node needs a hook that is root of the host' }
  }
  const after = seen.kind === 'entry' ? promised({ made: modeAllows(seen, who, wanted), bound: true }, all) : true
  if (after === false) {
    const reason = 'the runtime makes the container a node of its own; there is none to cover'
    return { refusal: 'impossible', reason }
  }
  const reason = `uid ${who.uid} cannot open the host's node; createRuntime covers it by one of its own`
  return { actions: [{ do: 'plant-hook' }], reason, after }
}
