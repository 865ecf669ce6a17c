import type { HostGid, HostUid } from '../../core/model/ids.ts'
import { fstatfs } from '../../native/filesystem.ts'
import type { Status } from '../../native/status.ts'

/** What a held device node shows of itself; `status` is its own. */
export function describeNode(fd: number, status: Status, kind: 'own' | 'shared') {
  return {
    kind,
    number: { type: status.type === 'block' ? 'b' : 'c', ...status.rdev },
    uid: status.uid as HostUid,
    gid: status.gid as HostGid,
    mode: status.mode,
    links: status.nlink,
    nodev: fstatfs(fd).isNodev,
  } as const
}
