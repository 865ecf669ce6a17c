import type { Access } from '../model/device.ts'
import { type HostGid, type HostUid, UNMAPPED } from '../model/ids.ts'
import { allowing, classOf, modeAllows, type Opener, type Ownership } from '../resolve/access.ts'
import type { Identity } from '../resolve/identity.ts'
import type { Obstacle } from './case.ts'

/** Read, write and execute of each class: a node that is given away has no set-id and no sticky bit. */
const PERMISSIONS = 0o777
/** What may be put back where a runtime left it out: never anything for others. */
const OWNER_AND_GROUP = 0o660

/**
 * The ownership that lets `who` open a node: uid and gid become theirs, each only when theirs is not 0, as containerd's
 * and CRI-O's device_ownership_from_security_context have it. Permissions are kept; only where the class that then
 * applies still lacks the wanted access, that class gets it and no other.
 *
 * @returns undefined when even that is not enough: root that may not override modes, on somebody else's node.
 */
export function ownershipFor<Uid extends number, Gid extends number>(
  node: Ownership<Uid, Gid>,
  who: Opener<Uid, Gid>,
  wanted: Access,
): Ownership<Uid, Gid> | undefined {
  const uid = who.uid === 0 ? node.uid : who.uid
  const gid = who.gid === 0 ? node.gid : who.gid
  const owned = { uid, gid, mode: node.mode & PERMISSIONS }
  if (modeAllows(owned, who, wanted)) return owned
  const applies = classOf(owned, who)
  return applies === 'other' ? undefined : { ...owned, mode: allowing(owned.mode, applies, wanted) }
}

/** The same before creation, in the ids of the container. */
export function ownerInside<Uid extends number, Gid extends number>(
  node: Ownership<Uid, Gid>,
  who: Opener<Uid, Gid>,
  wanted: Access,
): Ownership<Uid, Gid> | Obstacle {
  return ownershipFor(node, who, wanted) ?? inVain(who)
}

/**
 * The same for a node that exists, or that the hook makes itself, in the ids of the host.
 *
 * @param overridesModes Whether its capability counts: that of a user namespace does not for the kernel's answer that must
 *   confirm this.
 */
export function ownerOnHost(
  node: Ownership<HostUid, HostGid>,
  who: Identity,
  wanted: Access,
  overridesModes = false,
): Ownership<HostUid, HostGid> | Obstacle {
  const { uid, gid } = who.host
  if (uid === UNMAPPED || gid === UNMAPPED) {
    return { refusal: 'unmapped', reason: `uid ${who.uid} or gid ${who.gid} is not mapped to the host` }
  }
  return ownershipFor(node, { uid, gid, groups: [], overridesModes }, wanted) ?? inVain(who)
}

/** A mode with what its node was configured with and did not get: crun before 1.14 has its umask cut it off. */
export function mendedMode(mode: number, configured: number): number {
  return (mode | (configured & OWNER_AND_GROUP)) & PERMISSIONS
}

function inVain({ uid, gid }: { readonly uid: number; readonly gid: number }): Obstacle {
  return { refusal: 'impossible', reason: `owner ${uid}:${gid} would not open it either` }
}
