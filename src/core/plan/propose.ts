import type { Observation } from '../model/observation.ts'
import { strategyDenial } from '../policy/judge.ts'
import type { GrantName } from '../policy/policy.ts'
import { type Circumstances, isObstacle, type Obstacle, type Planner, type Proposal } from './case.ts'

/**
 * Asks a planner what its strategy comes to, and the policy whether that strategy may be used. The one way to ask: no
 * planner can forget the policy. The policy comes last, so that it is blamed only where nothing else is in the way.
 */
export function propose<Action>(
  strategy: GrantName,
  plan: Planner<Action>,
  device: Observation,
  all: Circumstances,
): Proposal<Action> | Obstacle {
  const answer = plan(device, all)
  const denial = isObstacle(answer) ? undefined : strategyDenial(all.policy, strategy)
  return denial === undefined ? answer : { refusal: 'policy', reason: denial }
}
