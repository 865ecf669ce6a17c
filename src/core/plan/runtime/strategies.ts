import type { Observation } from '../../model/observation.ts'
import type { Circumstances, Obstacle } from '../case.ts'
import type { Strategies } from '../decide.ts'
import type { RuntimeAction } from '../decision.ts'
import { planNewNode } from './create.ts'
import { planModeRepair } from './groups.ts'
import { planNodeOwner } from './owner.ts'
import { planPrivate } from './private.ts'

/** Nothing can be done about groups any more; what can be said is why the container does not have them. */
function explainGroups(_: Observation, { situation }: Circumstances): Obstacle {
  if (situation.runtime.name === 'runc') {
    const reason = 'the groups of the caller do not reach the container: runc ignores run.oci.keep_original_groups'
    return { refusal: 'impossible', reason, remedy: 'use crun (podman --runtime crun), or map the group with --gidmap' }
  }
  const reason =
    'the groups of the process are settled before createRuntime, and only root of the host may change a node'
  const remedy = 'run the hook at precreate, or start the container with --group-add keep-groups'
  return { refusal: 'impossible', reason, remedy }
}

/** createRuntime: nodes exist and may be changed or covered, config.json is settled. */
export const CREATE_RUNTIME: Strategies<RuntimeAction> = {
  auto: ({ seen }, { situation }) => {
    if (!situation.realRoot) return ['keep-groups']
    return seen.kind === 'shared' ? ['private'] : ['owner']
  },
  table: {
    owner: planNodeOwner,
    groups: planModeRepair,
    'keep-groups': explainGroups,
    create: planNewNode,
    private: planPrivate,
  },
}
