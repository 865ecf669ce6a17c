import { strategyDenial } from '../../policy/judge.ts'
import type { Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'

/**
 * `private` before creation: our createRuntime hook is planted, which covers the node once there is one.
 *
 * Only the real root can make the node: one made in a user namespace cannot be opened.
 */
export const planPrivateLater: Planner<PrecreateAction> = ({ seen }, { who, policy, situation }) => {
  if (!situation.realRoot) {
    return { refusal: 'impossible', reason: 'a private node needs a hook that is root of the host' }
  }
  if (seen.kind === 'entry' && !situation.userns) {
    return {
      refusal: 'impossible',
      reason: 'the runtime makes the container a node of its own; there is none to cover',
    }
  }
  const denial = strategyDenial(policy, 'private')
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const reason = `uid ${who.uid} cannot open the host's node; createRuntime covers it by one of its own`
  return { actions: [{ do: 'plant-hook' }], reason, after: true }
}
