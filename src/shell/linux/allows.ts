import type { Access } from '../../core/model/device.ts'
import { faccessat2 } from '../../native/access.ts'
import { SyscallError } from '../../native/errno.ts'
import { statx } from '../../native/status.ts'

/**
 * Whether owner, group, mode, ACL and capabilities of this thread allow a held node to be opened.
 *
 * The kernel asks the device cgroup too, but that of the asking process, after all the others (inode_permission in
 * fs/namei.c, through 6.18). Its EPERM says that they allowed it, and nothing about the container: a service with
 * DevicePolicy=closed may be our parent. Only an immutable inode answers EPERM before them.
 */
export function allows(node: number, wanted: Access): boolean {
  try {
    return faccessat2(node, wanted)
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'EPERM') return !statx(node).isImmutable
    throw error
  }
}
