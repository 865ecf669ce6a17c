import { AT_EACCESS, AT_EMPTY_PATH } from './constants.ts'
import { showFd } from './describe.ts'
import { EACCES, SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asFd, EMPTY_PATH } from './ranges.ts'

const R_OK = 4
const W_OK = 2

export type Access = { readonly read: boolean; readonly write: boolean }

/**
 * Whether this thread, with the credentials it has now, may open the inode that `fd` stands for. Owner, group, ACL,
 * capabilities and LSM are all the kernel's own judgement. Four traps:
 *
 * 1. AT_EACCESS is a must, and always given: without it the *real* uid is asked, which stays root's under setfsuid().
 * 2. The raw system call is a must too: glibc before 2.33 and musl answer AT_EACCESS in user space, from the mode bits.
 * 3. `nodev` and the device cgroup come later, at open(2): a yes here is "the bits allow it". fstatfs() knows `nodev`.
 * 4. A capability counts in the namespace of this thread, not in the container's: clear CAP_DAC_OVERRIDE first.
 *
 * @param access What is wanted; with neither, the answer is only that the descriptor is good.
 * @throws {SyscallError} on everything but EACCES: `ENOSYS` before Linux 5.8, `EROFS` for a file on a read-only mount.
 * @see https://man7.org/linux/man-pages/man2/faccessat2.2.html
 */
export function faccessat2(fd: number, access: Access): boolean {
  const c = libc()
  const wanted = (access.read ? R_OK : 0) | (access.write ? W_OK : 0)
  if (c.faccessat2(asFd(fd, 'faccessat2'), EMPTY_PATH, wanted, AT_EMPTY_PATH | AT_EACCESS) === 0) return true
  const errno = c.errno()
  if (errno === EACCES) return false
  throw new SyscallError('faccessat2', errno, showFd(fd), '""', showAccess(access), 'AT_EMPTY_PATH|AT_EACCESS')
}

function showAccess({ read, write }: Access): string {
  return [read && 'R_OK', write && 'W_OK'].filter(Boolean).join('|') || 'F_OK'
}
