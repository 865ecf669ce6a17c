import type { Planner } from '../case.ts'
import type { Strategies } from '../decide.ts'
import type { PrecreateAction } from '../decision.ts'
import { planNewEntry } from './create.ts'
import { planGroup } from './groups.ts'
import { planEntryOwner } from './owner.ts'

const notYet: Planner<PrecreateAction> = () => ({
  refusal: 'impossible',
  reason: 'a private node is made at createRuntime',
})

/** Precreate: config.json may be edited, no node exists yet. */
export const PRECREATE: Strategies<PrecreateAction> = {
  auto: ({ seen }) => (seen.kind === 'entry' ? ['owner', 'groups'] : ['groups']),
  table: { owner: planEntryOwner, groups: planGroup, create: planNewEntry, 'keep-groups': notYet, private: notYet },
}
