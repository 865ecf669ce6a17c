import { O_DIRECTORY, O_PATH, PROC_SUPER_MAGIC } from './constants.ts'
import { SyscallError } from './errno.ts'
import { fstatfs } from './filesystem.ts'
import { fchmodat, fchmodat2 } from './node.ts'
import { open, openat } from './open.ts'
import { type Status, statx } from './status.ts'

/** /proc does not lead to the inode it should: somebody mounted something there. */
export class ProcfsError extends Error {
  override readonly name = 'ProcfsError'
  readonly code = 'ERR_PROCFS'
}

/**
 * Changes the mode of the inode that an O_PATH descriptor stands for, on kernels before 6.6 too.
 *
 * @throws {SyscallError} `EPERM`, `EROFS`, `EOPNOTSUPP` for a link.
 * @throws {ProcfsError} `ERR_PROCFS` when the old way would lead elsewhere.
 */
export function chmodFd(fd: number, mode: number): void {
  try {
    fchmodat2(fd, mode)
  } catch (error) {
    if (!(error instanceof SyscallError && error.code === 'ENOSYS')) throw error
    chmodThroughProc(fd, mode)
  }
}

/**
 * /proc/thread-self/fd/N leads to the inode of descriptor N by itself, without a path, as long as it is a real procfs
 * (a hostile mount over it was CVE-2019-16884), and the comparison shows that it did.
 */
function chmodThroughProc(fd: number, mode: number): void {
  using descriptors = open('/proc/thread-self/fd', O_PATH | O_DIRECTORY)
  const { magic } = fstatfs(descriptors.fd)
  if (magic !== PROC_SUPER_MAGIC) {
    throw new ProcfsError(`Cannot chmod through /proc: its file system is 0x${magic.toString(16)}, expected procfs`)
  }
  using reopened = openat(descriptors.fd, `${fd}`, O_PATH)
  if (!isSameInode(statx(fd), statx(reopened.fd))) {
    throw new ProcfsError(`Cannot chmod through /proc: /proc/thread-self/fd/${fd} leads to another inode`)
  }
  fchmodat(descriptors.fd, `${fd}`, mode)
}

function isSameInode(one: Status, other: Status): boolean {
  return one.ino === other.ino && one.device.major === other.device.major && one.device.minor === other.device.minor
}
