import { showFd, showPath } from './describe.ts'
import { EBADF, ENODATA, EOPNOTSUPP, SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asCString, asFd } from './ranges.ts'

/** XATTR_SIZE_MAX of linux/limits.h: with room for the largest value no second call is needed, and none can race. */
const MAX_SIZE = 65_536

/**
 * Reads an extended attribute of the inode that `fd` stands for, such as `security.selinux`.
 *
 * Descriptors opened with O_PATH are EBADF to fgetxattr(2), so those are asked by their name in /proc.
 *
 * @returns Its bytes, or undefined when the inode or its file system has none.
 * @throws {SyscallError} `EPERM` for `trusted.*` without CAP_SYS_ADMIN, `EBADF` for a descriptor that is not open.
 * @see https://man7.org/linux/man-pages/man2/fgetxattr.2.html
 */
export function fgetxattr(fd: number, name: string): Buffer | undefined {
  const c = libc()
  const value = Buffer.allocUnsafeSlow(MAX_SIZE)
  const cName = asCString(name, 'fgetxattr', 'name')
  const size = c.fgetxattr(asFd(fd, 'fgetxattr'), cName, value, value.length)
  if (size >= 0) return Buffer.from(value.subarray(0, size))
  const errno = c.errno()
  if (errno === EBADF) return getxattrThroughProc(fd, name)
  if (meansNone(errno)) return undefined
  throw new SyscallError('fgetxattr', errno, showFd(fd), showPath(name))
}

function getxattrThroughProc(fd: number, name: string): Buffer | undefined {
  const c = libc()
  const value = Buffer.allocUnsafeSlow(MAX_SIZE)
  const path = `/proc/thread-self/fd/${fd}`
  const cName = asCString(name, 'getxattr', 'name')
  const size = c.getxattr(asCString(path, 'getxattr'), cName, value, value.length)
  if (size >= 0) return Buffer.from(value.subarray(0, size))
  const errno = c.errno()
  if (meansNone(errno)) return undefined
  throw new SyscallError('getxattr', errno, showPath(path), showPath(name))
}

function meansNone(errno: number): boolean {
  return errno === ENODATA || errno === EOPNOTSUPP
}
