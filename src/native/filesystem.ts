import { showFd } from './describe.ts'
import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asFd } from './ranges.ts'

/** The file system behind a descriptor, and what its mount forbids. */
export type Filesystem = {
  /** `*_MAGIC` of linux/magic.h, such as PROC_SUPER_MAGIC. */
  readonly magic: number
  readonly isReadOnly: boolean
  /** Device nodes cannot be opened here, not even by root; faccessat2 does not know about it. */
  readonly isNodev: boolean
}

const SIZE_OF_STATFS = 120
const ST_RDONLY = 1n
const ST_NODEV = 4n

/**
 * Asks for the file system of an open descriptor; O_PATH will do.
 *
 * @throws {SyscallError} `EBADF`, `ENOSYS` from a file system without the call.
 * @see https://man7.org/linux/man-pages/man2/fstatfs.2.html
 */
export function fstatfs(fd: number): Filesystem {
  const c = libc()
  const buffer = Buffer.alloc(SIZE_OF_STATFS)
  if (c.fstatfs(asFd(fd, 'fstatfs'), buffer) < 0) throw new SyscallError('fstatfs', c.errno(), showFd(fd))
  // struct statfs of a 64-bit machine: f_type is its first word, f_flags its eleventh.
  const flags = buffer.readBigUInt64LE(80)
  return {
    magic: Number(buffer.readBigUInt64LE(0)),
    isReadOnly: (flags & ST_RDONLY) !== 0n,
    isNodev: (flags & ST_NODEV) !== 0n,
  }
}
