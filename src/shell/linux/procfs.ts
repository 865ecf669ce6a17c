import fs from 'node:fs'
import { HookError, inputError } from '../../core/errors.ts'
import {
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  PROC_SUPER_MAGIC,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import { OwnedFd } from '../../native/fd.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { open, openat, openat2 } from '../../native/open.ts'
import { statx } from '../../native/status.ts'

/**
 * Nothing mounted over it and no link: a file of another process over /proc/<pid>/uid_map would make us believe another
 * container's ids. Runtimes were led astray by such mounts (CVE-2019-16884, CVE-2023-28642, CVE-2025-52881).
 */
const UNCOVERED = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS

/** The root of every procfs (PROC_ROOT_INO in linux/proc_ns.h): a directory of it, mounted on /proc, has another. */
const ROOT_INODE = 1n

/**
 * Holds /proc/<pid>. What is opened below it stays bound to that process: ESRCH once it is dead.
 *
 * @throws {SyscallError} `ENOENT` without such a process.
 * @throws {HookError} `ERR_PROCESS` when /proc is not what it should be.
 */
export function openProcess(pid: number): OwnedFd {
  using proc = open('/proc', O_PATH | O_DIRECTORY)
  if (fstatfs(proc.fd).magic !== PROC_SUPER_MAGIC || statx(proc.fd).ino !== ROOT_INODE) {
    throw inputError('ERR_PROCESS', '/proc is no procfs here: nothing that it says can be believed')
  }
  return openUncovered(proc.fd, `${pid}`, O_PATH | O_DIRECTORY)
}

/**
 * Reads a file below a held /proc/<pid>.
 *
 * @throws {SyscallError} `ENOENT` or `ESRCH` once the process is gone; then reading may throw ESRCH, too.
 * @throws {HookError} `ERR_PROCESS` when something is mounted over it.
 */
export function readProcFile(procfd: number, name: string): string {
  using file = openUncovered(procfd, name, O_RDONLY)
  return fs.readFileSync(file.fd, 'latin1')
}

/** The same for files of which the beginning is enough, `stat` and `status`: in one read(2), so of one moment. */
export function readProcHead(procfd: number, name: 'stat' | 'status'): string {
  using file = openUncovered(procfd, name, O_RDONLY)
  return readHead(file.fd)
}

/** That of a process which is not held, by its path. @throws ENOENT or ESRCH once it is gone */
export function readHeadOf(path: string): string {
  using file = open(path, O_RDONLY)
  return readHead(file.fd)
}

/** A page: what such a file has, but for a `status` with hundreds of groups. */
const HEAD = 4096
/** The kernel makes `status` in one piece. Up to 65,536 groups stand in it, and what is asked for comes after them. */
const WHOLE = 2 ** 20

function readHead(fd: number): string {
  const head = Buffer.alloc(HEAD)
  const length = fs.readSync(fd, head)
  if (length < HEAD) return head.toString('latin1', 0, length)
  const whole = Buffer.allocUnsafeSlow(WHOLE)
  return whole.toString('latin1', 0, fs.readSync(fd, whole, 0, WHOLE, 0))
}

/** @returns undefined once the process is gone. @throws {HookError} as readProcFile() does */
export function readOrGone(read: () => string): string | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof HookError) throw cause
    return undefined // ESRCH: the process ended after we took hold of it.
  }
}

/** The mount and the user namespace of a held process. @throws as readProcFile() does. */
export function openNamespaces(procfd: number): Readonly<Record<'mnt' | 'user', OwnedFd>> {
  using directory = openUncovered(procfd, 'ns', O_PATH | O_DIRECTORY)
  using mnt = openat(directory.fd, 'mnt', O_RDONLY)
  const user = openat(directory.fd, 'user', O_RDONLY)
  return { mnt: new OwnedFd(mnt.release()), user }
}

function openUncovered(directory: number, name: string, flags: number): OwnedFd {
  try {
    return openat2(directory, name, { flags, resolve: UNCOVERED })
  } catch (cause) {
    if (!(cause instanceof SyscallError && cause.code === 'EXDEV')) throw cause
    throw inputError('ERR_PROCESS', `something is mounted over "${name}" in /proc: what it says is not to be believed`)
  }
}
