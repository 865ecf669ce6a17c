import { showMode } from '../../model/device.ts'
import { isObstacle, type Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { ownerInside } from '../ownership.ts'
import { BOUND, boundAsIs, mayBeCovered, promised } from './promise.ts'

/**
 * `owner` before creation: the entry of linux.devices gets the identity's ids, and the runtime makes the node so.
 *
 * Preferred to `groups` because it survives what rebuilds the groups of a process: `podman exec`, health checks, and
 * entry points that call setgroups. The mode is written out: without fileMode, runtimes differ (crun 0666, or 0000 in a
 * user namespace). With a user namespace crun makes the node so and runc binds the host's; our createRuntime hook is
 * planted to look at what came of it.
 */
export const planEntryOwner: Planner<PrecreateAction> = (device, all) => {
  const { seen, wanted } = device
  const { who, situation } = all
  if (seen.kind !== 'entry') {
    return { refusal: 'impossible', reason: 'it arrives by a bind mount, whose owner is the owner on the host' }
  }
  const owned = ownerInside(seen, who, wanted)
  if (isObstacle(owned)) return owned
  const after = promised({ made: true, bound: mayBeCovered(all) ? true : boundAsIs(device) }, all)
  if (after === false) return BOUND
  const { uid, gid } = owned
  const actions: PrecreateAction[] = [{ do: 'set-owner', index: seen.index, ...owned }]
  if (situation.userns) actions.push({ do: 'plant-hook' })
  const later = situation.userns ? ', and createRuntime looks at it' : ''
  const reason = `uid ${who.uid} cannot open ${showMode(seen.mode)} ${seen.uid}:${seen.gid}; the node is made as ${uid}:${gid}${later}`
  return { actions, reason, after }
}
