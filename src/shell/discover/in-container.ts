import type { Observation } from '../../core/model/observation.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import { entriesOf } from '../../core/resolve/entries.ts'
import { isPrivileged } from '../../core/resolve/infra.ts'
import type { DeviceRules } from '../../core/resolve/rules.ts'
import type { System } from '../system.ts'
import { observeAsked } from './asked.ts'
import { observeBinds } from './binds.ts'
import { observeEntry, seenAs } from './entries.ts'

/** Every device that a created container should have, by config.json and annotations; what it has is still to be seen. */
export function devicesOfContainer(
  config: Config,
  rules: DeviceRules,
  request: Request,
  { host }: System,
): Observation[] {
  const wholesale = isPrivileged(config.annotations ?? {})
  const entries = entriesOf(config, rules).map((entry) =>
    seenAs(observeEntry(entry, request, wholesale, host), { kind: 'absent' }),
  )
  const binds = observeBinds(config, rules, request, wholesale, host)
  return [...entries, ...binds, ...observeAsked(request, [...entries, ...binds], rules, host)]
}
