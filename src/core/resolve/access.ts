import type { Access } from '../model/device.ts'

/** Owner, group and permission bits, all counted in one user namespace: that of the types of the ids, where it matters. */
export interface Ownership<Uid extends number = number, Gid extends number = number> {
  readonly uid: Uid
  readonly gid: Gid
  /** Permission bits, 0 to 07777. */
  readonly mode: number
}

/** Who asks, counted in the same namespace. */
export interface Opener<Uid extends number = number, Gid extends number = number> {
  readonly uid: Uid
  readonly gid: Gid
  readonly groups: readonly Gid[]
  readonly overridesModes: boolean
}

export type PermissionClass = 'owner' | 'group' | 'other'

const SHIFT: Readonly<Record<PermissionClass, number>> = { owner: 6, group: 3, other: 0 }

/**
 * What open(2) will answer for a node that does not exist yet, from its mode bits.
 *
 * The kernel is asked wherever there is a node; a runtime's mknod has none, and a new node has no ACL. path_resolution(7),
 * "Permissions": exactly one class counts, the first that fits. A test compares this with the kernel for every mode.
 */
export function modeAllows(node: Ownership, who: Opener, wanted: Access): boolean {
  if (who.overridesModes) return true
  const bits = (node.mode >> SHIFT[classOf(node, who)]) & 0o7
  return (bits & wantedBits(wanted)) === wantedBits(wanted)
}

/** The one class of permission bits that counts for `who`. */
export function classOf(node: Ownership, who: Opener): PermissionClass {
  if (who.uid === node.uid) return 'owner'
  return who.gid === node.gid || who.groups.includes(node.gid) ? 'group' : 'other'
}

/** `mode` with the wanted access added for one class and no other. */
export function allowing(mode: number, to: PermissionClass, wanted: Access): number {
  return mode | (wantedBits(wanted) << SHIFT[to])
}

function wantedBits({ read, write }: Access): number {
  return (read ? 4 : 0) | (write ? 2 : 0)
}
