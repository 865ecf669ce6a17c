import util from 'node:util'

/** Errno values that wrappers decide by. The same on x86-64 and arm64. */
export const EPERM = 1
export const EINTR = 4
export const EAGAIN = 11
export const EACCES = 13
export const EBADF = 9
export const EINVAL = 22
export const ENOSYS = 38
export const ENODATA = 61
export const EOPNOTSUPP = 95

/**
 * A system call that failed, in the shape of Node's own errors: `code` is `'ENOENT'`, `errno` is negative, `syscall` is
 * its name. The message is what strace would print:
 * `openat2([18], "/proc/self/exe", …): ELOOP: too many symbolic links encountered`.
 */
export class SyscallError extends Error {
  override readonly name = 'SyscallError'
  readonly code: string
  readonly errno: number
  readonly syscall: string

  /** @param args The arguments as they are to be read by people: see describe.ts. */
  constructor(syscall: string, errno: number, ...args: readonly string[]) {
    const [code, meaning] = errnoName(errno)
    super(`${syscall}(${args.join(', ')}): ${code}: ${meaning}`)
    this.code = code
    this.errno = -errno
    this.syscall = syscall
  }
}

/** libuv knows 80 of the 133 errors of Linux, and calls EOPNOTSUPP by its POSIX alias. */
function errnoName(errno: number): readonly [code: string, meaning: string] {
  return util.getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'see errno(3)']
}
