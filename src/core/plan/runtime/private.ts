import { showMode } from '../../model/device.ts'
import { isObstacle, type Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { ownerOnHost } from '../ownership.ts'

/**
 * `private` at createRuntime: a new node with the same number, owned by the identity, covers the shared one in this
 * container alone. The host's inode is not touched, and the mount is gone with the container.
 */
export const planPrivate: Planner<RuntimeAction> = (device, { who, situation }) => {
  const { seen, path, wanted } = device
  if (seen.kind !== 'shared') return { refusal: 'impossible', reason: 'there is no node of the host to be covered' }
  if (!situation.realRoot) return { refusal: 'impossible', reason: 'only root of the host can make a private node' }
  if (seen.propagates) {
    const reason = 'it lies on a shared mount: what covers it here would cover it in other namespaces too'
    return { refusal: 'shared-mount', reason, remedy: 'mount it with rslave or rprivate instead of rshared' }
  }
  const owned = ownerOnHost(seen, who, wanted)
  if (isObstacle(owned)) return owned
  const reason = `uid ${who.uid} cannot open the host's node (${showMode(seen.mode)}); one of its own covers it`
  return { actions: [{ do: 'cover', path, number: seen.number, ...owned }], reason, after: true }
}
