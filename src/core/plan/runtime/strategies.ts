import type { Planner } from '../case.ts'
import type { Strategies } from '../decide.ts'
import type { RuntimeAction } from '../decision.ts'
import { planNewNode } from './create.ts'
import { planNodeOwner } from './owner.ts'
import { planPrivate } from './private.ts'

const tooLate: Planner<RuntimeAction> = () => ({
  refusal: 'impossible',
  reason: 'the groups of the process are settled before createRuntime',
  remedy: 'run the hook at precreate, or use --group-add with the number of the group',
})

/** createRuntime: nodes exist and may be changed or covered, config.json is settled. */
export const CREATE_RUNTIME: Strategies<RuntimeAction> = {
  auto: ({ seen }) => (seen.kind === 'shared' ? ['private'] : ['owner']),
  table: { owner: planNodeOwner, groups: tooLate, 'keep-groups': tooLate, create: planNewNode, private: planPrivate },
}
