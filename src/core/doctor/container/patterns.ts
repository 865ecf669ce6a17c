import type { Finding } from '../finding.ts'
import { dropsGroups } from './drops-groups.ts'
import { execLacksGroup } from './exec-groups.ts'
import type { ContainerFacts } from './facts.ts'
import { keepGroupsWithRunc } from './keep-groups-runc.ts'
import { modeCut } from './mode-cut.ts'
import { noGroupBits } from './no-group-bits.ts'
import { noDeviceRule } from './no-rule.ts'
import { notInstalled } from './not-installed.ts'
import { privileged } from './privileged.ts'
import { seatAcl } from './seat-acl.ts'
import { unmappedOwner } from './unmapped-owner.ts'
import { unplugged } from './unplugged.ts'

/** What people meet most, each recognised by a file of its own. */
const PATTERNS: readonly ((facts: ContainerFacts) => Finding[])[] = [
  unplugged,
  notInstalled,
  noDeviceRule,
  keepGroupsWithRunc,
  privileged,
  noGroupBits,
  unmappedOwner,
  modeCut,
  dropsGroups,
  execLacksGroup,
  seatAcl,
]

/** What is recognised of a container. */
export function recognise(facts: ContainerFacts): Finding[] {
  return PATTERNS.flatMap((pattern) => pattern(facts))
}
