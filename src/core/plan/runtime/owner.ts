import { showMode } from '../../model/device.ts'
import { isObstacle, type Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { mendedMode, ownerOnHost } from '../ownership.ts'

/**
 * `owner` at createRuntime: the container's own node is given to the identity, by descriptor.
 *
 * Never for a shared inode: a chown there would change the device for everyone on the host. What crun before 1.14 cut off
 * the configured mode by its umask (in user namespaces) is put back on the way, but for others.
 */
export const planNodeOwner: Planner<RuntimeAction> = ({ seen, wanted, configuredMode = 0 }, { who, situation }) => {
  if (seen.kind !== 'own')
    return { refusal: 'impossible', reason: "the node is the host's own, and is not ours to change" }
  if (!situation.realRoot)
    return { refusal: 'impossible', reason: 'only root of the host may change the owner of a node' }
  const owned = ownerOnHost({ ...seen, mode: mendedMode(seen.mode, configuredMode) }, who, wanted)
  if (isObstacle(owned)) return owned
  const reason = `uid ${who.uid} cannot open ${showMode(seen.mode)} ${seen.uid}:${seen.gid}; the node becomes ${owned.uid}:${owned.gid}`
  return { actions: [{ do: 'chown', ...owned }], reason, after: true }
}
