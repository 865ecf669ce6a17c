import type { Strategies } from '../decide.ts'
import type { RuntimeAction } from '../decision.ts'
import { planNewNode } from './create.ts'
import { planModeRepair } from './groups.ts'
import { planNodeOwner } from './owner.ts'
import { planPrivate } from './private.ts'

/** createRuntime: nodes exist and may be changed or covered, config.json is settled. */
export const CREATE_RUNTIME: Strategies<RuntimeAction> = {
  auto: ({ seen }) => (seen.kind === 'shared' ? ['private'] : ['owner']),
  table: {
    owner: planNodeOwner,
    groups: planModeRepair,
    'keep-groups': () => ({
      refusal: 'impossible',
      reason: 'the groups of the process are settled before createRuntime',
      remedy: 'run the hook at precreate, or start the container with --group-add keep-groups',
    }),
    create: planNewNode,
    private: planPrivate,
  },
}
