import type { HostGid, HostUid } from '../../core/model/ids.ts'
import type { Filesystem } from '../../native/filesystem.ts'
import type { Status } from '../../native/status.ts'

/** What a held device node shows of itself, and of the mount that it was found on. */
export function describeNode(status: Status, filesystem: Filesystem, kind: 'own' | 'shared') {
  return {
    kind,
    number: { type: status.type === 'block' ? 'b' : 'c', ...status.rdev },
    uid: status.uid as HostUid,
    gid: status.gid as HostGid,
    mode: status.mode,
    links: status.nlink,
    nodev: filesystem.isNodev,
  } as const
}
