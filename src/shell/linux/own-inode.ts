import type { Filesystem } from '../../native/filesystem.ts'
import type { Status } from '../../native/status.ts'
import { filesystemOf } from './filesystems.ts'

/** linux/magic.h. Every runtime mounts a tmpfs on the /dev of a container. */
export const TMPFS_MAGIC = 0x01021994

/**
 * Whether a node is the container's own: on a tmpfs that the host has not mounted anywhere, with one name, and in the
 * mount of the container's /dev. Or the root of a mount of its own, as crun brings nodes into user namespaces.
 *
 * Everything else may be shared with the host or another container, and is never changed. When in doubt, it is shared.
 * So is what lies on a read-only mount: it cannot be changed, but it can be covered.
 */
export function isOwnInode(
  status: Status,
  { magic, isReadOnly }: Filesystem,
  crossedMount: boolean,
  hostOwned: ReadonlySet<string>,
): boolean {
  if (status.nlink !== 1 || hostOwned.has(filesystemOf(status))) return false
  return magic === TMPFS_MAGIC && !isReadOnly && (!crossedMount || status.isMountRoot === true)
}
