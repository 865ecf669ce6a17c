import type { Access } from '../model/device.ts'
import { allowing, classOf, modeAllows, type Opener, type Ownership } from '../resolve/access.ts'

/**
 * The ownership that lets `who` open a node: uid and gid become theirs, each only when theirs is not 0, as containerd's
 * and CRI-O's device_ownership_from_security_context have it. Mode bits are kept; only where the class that then
 * applies still lacks the wanted access, that class gets it and no other.
 *
 * @returns undefined when even that is not enough: root that may not override modes, on somebody else's node.
 */
export function ownershipFor(node: Ownership, who: Opener, wanted: Access): Ownership | undefined {
  const uid = who.uid === 0 ? node.uid : who.uid
  const gid = who.gid === 0 ? node.gid : who.gid
  const owned = { uid, gid, mode: node.mode }
  if (modeAllows(owned, who, wanted)) return owned
  const applies = classOf(owned, who)
  return applies === 'other' ? undefined : { ...owned, mode: allowing(node.mode, applies, wanted) }
}
