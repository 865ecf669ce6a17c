import { showMode } from '../../model/device.ts'
import { type HostGid, type HostUid, UNMAPPED } from '../../model/ids.ts'
import { strategyDenial } from '../../policy/judge.ts'
import type { Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { ownershipFor } from '../ownership.ts'

/**
 * `private` at createRuntime: a new node with the same number, owned by the identity, covers the shared one in this
 * container alone. The host's inode is not touched, and the mount is gone with the container.
 */
export const planPrivate: Planner<RuntimeAction> = (device, { who, policy, situation }) => {
  const { seen, path, wanted } = device
  if (seen.kind !== 'shared') return { refusal: 'impossible', reason: 'there is no node of the host to be covered' }
  if (!situation.realRoot) return { refusal: 'impossible', reason: 'only root of the host can make a private node' }
  const denial = strategyDenial(policy, 'private')
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  if (seen.propagates) {
    const reason = 'it lies on a shared mount: what covers it here would cover it in other namespaces too'
    return { refusal: 'shared-mount', reason, remedy: 'mount it with rslave or rprivate instead of rshared' }
  }
  const { uid, gid } = who.host
  if (uid === UNMAPPED || gid === UNMAPPED) {
    return { refusal: 'unmapped', reason: `uid ${who.uid} or gid ${who.gid} is not mapped to the host` }
  }
  const owned = ownershipFor(seen, { uid, gid, groups: [], overridesModes: false }, wanted)
  if (owned === undefined)
    return { refusal: 'impossible', reason: `owner ${who.uid}:${who.gid} would not open it either` }
  const node = { uid: owned.uid as HostUid, gid: owned.gid as HostGid, mode: owned.mode }
  const reason = `uid ${who.uid} cannot open the host's node (${showMode(seen.mode)}); one of its own covers it`
  return { actions: [{ do: 'cover', path, number: seen.number, ...node }], reason, after: true }
}
