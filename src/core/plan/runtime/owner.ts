import { showMode } from '../../model/device.ts'
import { type HostGid, type HostUid, UNMAPPED } from '../../model/ids.ts'
import { strategyDenial } from '../../policy/judge.ts'
import type { Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { ownershipFor } from '../ownership.ts'

/**
 * `owner` at createRuntime: the container's own node is given to the identity, by descriptor.
 *
 * Never for a shared inode: a chown there would change the device for everyone on the host. What crun before 1.14 cut off
 * the configured mode by its umask (in user namespaces) is put back on the way.
 */
export const planNodeOwner: Planner<RuntimeAction> = (
  { seen, wanted, configuredMode = 0 },
  { who, policy, situation },
) => {
  if (seen.kind !== 'own')
    return { refusal: 'impossible', reason: "the node is the host's own, and is not ours to change" }
  if (!situation.realRoot)
    return { refusal: 'impossible', reason: 'only root of the host may change the owner of a node' }
  const denial = strategyDenial(policy, 'owner')
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const { uid, gid } = who.host
  if (uid === UNMAPPED || gid === UNMAPPED) {
    return { refusal: 'unmapped', reason: `uid ${who.uid} or gid ${who.gid} is not mapped to the host` }
  }
  // Without capabilities: those of a user namespace do not count for the kernel's answer that must confirm this.
  const opener = { uid, gid, groups: [], overridesModes: false }
  const owned = ownershipFor({ ...seen, mode: seen.mode | configuredMode }, opener, wanted)
  if (owned === undefined)
    return { refusal: 'impossible', reason: `owner ${who.uid}:${who.gid} would not open it either` }
  const reason = `uid ${who.uid} cannot open ${showMode(seen.mode)} ${seen.uid}:${seen.gid}; the node becomes ${owned.uid}:${owned.gid}`
  const action = { do: 'chown', uid: owned.uid as HostUid, gid: owned.gid as HostGid, mode: owned.mode } as const
  return { actions: [action], reason, after: true }
}
