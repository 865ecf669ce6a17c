import type { Observation } from '../../model/observation.ts'
import type { GrantName } from '../../policy/policy.ts'
import type { Circumstances } from '../case.ts'
import type { Strategies } from '../decide.ts'
import type { PrecreateAction } from '../decision.ts'
import { planCreation } from './create.ts'
import { planGroup } from './groups.ts'
import { planKeepGroups } from './keep-groups.ts'
import { planEntryOwner } from './owner.ts'
import { planPrivateLater } from './private.ts'

/** Precreate: config.json may be edited, no node exists yet. */
export const PRECREATE: Strategies<PrecreateAction> = {
  auto: inAuto,
  table: {
    owner: planEntryOwner,
    groups: planGroup,
    create: planCreation,
    'keep-groups': planKeepGroups,
    private: planPrivateLater,
  },
  drop: ({ origin, index }) => {
    if (index === undefined) return []
    return [{ do: 'drop', from: origin === 'mount' ? 'mounts' : 'devices', index }]
  },
  allow: ({ number }) => (number === undefined ? [] : [{ do: 'allow-device', number, access: 'rw' }]),
}

/** Best first. A process that drops to the annotated user by itself loses every group on its way. */
function inAuto({ seen }: Observation, { who, situation }: Circumstances): readonly GrantName[] {
  if (seen.kind === 'entry') return who.named || situation.userns ? ['owner'] : ['owner', 'groups']
  if (!situation.realRoot) return who.named ? ['keep-groups'] : ['groups', 'keep-groups']
  return who.named ? ['private'] : ['groups', 'private']
}
