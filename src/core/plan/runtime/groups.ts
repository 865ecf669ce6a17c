import { showMode } from '../../model/device.ts'
import { UNMAPPED } from '../../model/ids.ts'
import { modeAllows } from '../../resolve/access.ts'
import type { Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { mendedMode } from '../ownership.ts'

/**
 * `groups` at createRuntime: the groups of the process are settled by now, so all that can be done is to mend a node that
 * would open for them if it had the mode that config.json gives it. crun before 1.14 makes nodes for user namespaces
 * under its own umask, and 0660 becomes 0640.
 */
export const planModeRepair: Planner<RuntimeAction> = ({ seen, wanted, configuredMode }, { who, situation }) => {
  if (seen.kind !== 'own' || configuredMode === undefined || !situation.realRoot) return TOO_LATE
  const { uid, gid } = who.host
  if (uid === UNMAPPED || gid === UNMAPPED) return TOO_LATE
  const groups = who.host.groups.filter((id) => id !== UNMAPPED)
  const mode = mendedMode(seen.mode, configuredMode)
  if (!modeAllows({ ...seen, mode }, { uid, gid, groups, overridesModes: false }, wanted)) return TOO_LATE
  const reason = `the runtime made it with ${showMode(seen.mode)} where ${showMode(configuredMode)} was configured`
  return { actions: [{ do: 'chown', uid: seen.uid, gid: seen.gid, mode }], reason, after: true }
}

const TOO_LATE = {
  refusal: 'impossible',
  reason: 'the groups of the process are settled before createRuntime',
  remedy: 'run the hook at precreate, or use --group-add with the number of the group',
} as const
