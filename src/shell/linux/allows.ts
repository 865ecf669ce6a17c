import type { Access } from '../../core/model/device.ts'
import { faccessat2 } from '../../native/access.ts'
import { SyscallError } from '../../native/errno.ts'
import { statx } from '../../native/status.ts'

const NOTHING: Access = { read: false, write: false }

/**
 * Whether owner, group, mode, ACL and capabilities of this thread allow a held node to be opened.
 *
 * The kernel asks the device cgroup too, but that of the asking process, after all the others (inode_permission in
 * fs/namei.c, through 6.18). Its EPERM says that they allowed it, and nothing about the container: a service with
 * DevicePolicy=closed may be our parent. Only an immutable inode answers EPERM before them, and a seccomp filter that
 * does not know the call (an engine in a container, a service with SystemCallFilter) does so for every question: also
 * for that after nothing, which the kernel answers before it asks anyone.
 *
 * @throws {SyscallError} `EPERM` behind such a filter; nobody can be asked then.
 */
export function allows(node: number, wanted: Access): boolean {
  try {
    return faccessat2(node, wanted)
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'EPERM') {
      return faccessat2(node, NOTHING) && !statx(node).isImmutable
    }
    throw error
  }
}
