/** Making and changing inodes: by a name below a descriptor when they are new, by the descriptor alone after that. */
import { AT_EMPTY_PATH, S_IFBLK, S_IFCHR } from './constants.ts'
import { showFd, showMode, showPath } from './describe.ts'
import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import {
  asCString,
  asDirfd,
  asFd,
  asIdOrUnchanged,
  asMajor,
  asMinor,
  asMode,
  EMPTY_PATH,
  type PathBytes,
} from './ranges.ts'

/** A device node to make. `mode` is cut by the umask, so chmod it afterwards. */
export type DeviceNode = {
  readonly type: 'char' | 'block'
  readonly major: number
  readonly minor: number
  readonly mode: number
}

/**
 * Makes the device node `path` below `dir`. A link as last component is not followed.
 *
 * @throws {SyscallError} `EEXIST` for anything of that name; `EPERM` in a user namespace.
 * @see https://man7.org/linux/man-pages/man2/mknodat.2.html
 */
export function mknodat(dir: number, path: PathBytes, node: DeviceNode): void {
  const c = libc()
  const mode = asMode(node.mode, 'mknodat') | (node.type === 'char' ? S_IFCHR : S_IFBLK)
  const made = c.mknodat(asDirfd(dir, 'mknodat'), asCString(path, 'mknodat'), mode, encodeDevice(node))
  if (made < 0)
    throw new SyscallError('mknodat', c.errno(), showFd(dir), showPath(path), showMode(mode), showNode(node))
}

/**
 * Makes the directory `path` below `dir`, with `mode` cut by the umask.
 *
 * @throws {SyscallError} `EEXIST` for anything of that name, a dangling link included.
 * @see https://man7.org/linux/man-pages/man2/mkdirat.2.html
 */
export function mkdirat(dir: number, path: PathBytes, mode: number): void {
  const c = libc()
  const made = c.mkdirat(asDirfd(dir, 'mkdirat'), asCString(path, 'mkdirat'), asMode(mode, 'mkdirat'))
  if (made < 0) throw new SyscallError('mkdirat', c.errno(), showFd(dir), showPath(path), showMode(mode))
}

/**
 * Makes the symbolic link `path` below `dir`, which says `target`.
 *
 * @throws {SyscallError} `EEXIST` for anything of that name; `ENOENT` for an empty target.
 * @see https://man7.org/linux/man-pages/man2/symlinkat.2.html
 */
export function symlinkat(target: PathBytes, dir: number, path: PathBytes): void {
  const c = libc()
  const cTarget = asCString(target, 'symlinkat', 'target')
  const made = c.symlinkat(cTarget, asDirfd(dir, 'symlinkat'), asCString(path, 'symlinkat'))
  if (made < 0) throw new SyscallError('symlinkat', c.errno(), showPath(target), showFd(dir), showPath(path))
}

/**
 * Changes the owner of the inode that `fd` stands for; O_PATH will do, and a link is then changed itself. The kernel
 * clears set-id bits, so change the mode afterwards. Even a change to the same owner moves the ctime.
 *
 * @param uid,gid An id of this user namespace, or UNCHANGED.
 * @throws {SyscallError} `EINVAL` for an id that this namespace does not map; `EPERM`; `EROFS`.
 * @see https://man7.org/linux/man-pages/man2/fchownat.2.html
 */
export function fchownat(fd: number, uid: number, gid: number): void {
  const c = libc()
  const owner = asIdOrUnchanged(uid, 'fchownat', 'uid')
  const group = asIdOrUnchanged(gid, 'fchownat', 'gid')
  const done = c.fchownat(asFd(fd, 'fchownat'), EMPTY_PATH, owner, group, AT_EMPTY_PATH)
  if (done < 0) throw new SyscallError('fchownat', c.errno(), showFd(fd), '""', `${uid}`, `${gid}`, 'AT_EMPTY_PATH')
}

/**
 * Changes the mode of the inode that `fd` stands for; O_PATH will do.
 *
 * @throws {SyscallError} `ENOSYS` before Linux 6.6: chmodFd() has the way round. `EOPNOTSUPP` for a link.
 * @see https://man7.org/linux/man-pages/man2/fchmodat2.2.html
 */
export function fchmodat2(fd: number, mode: number): void {
  const c = libc()
  const done = c.fchmodat2(asFd(fd, 'fchmodat2'), EMPTY_PATH, asMode(mode, 'fchmodat2'), AT_EMPTY_PATH)
  if (done < 0) throw new SyscallError('fchmodat2', c.errno(), showFd(fd), '""', showMode(mode), 'AT_EMPTY_PATH')
}

/**
 * Changes the mode of `path` below `dir`. It follows links, for Linux has no other way before 6.6.
 *
 * @throws {SyscallError} `ENOENT`, `EPERM`, `EROFS`.
 * @see https://man7.org/linux/man-pages/man2/fchmodat.2.html
 */
export function fchmodat(dir: number, path: PathBytes, mode: number): void {
  const c = libc()
  const done = c.fchmodat(asDirfd(dir, 'fchmodat'), asCString(path, 'fchmodat'), asMode(mode, 'fchmodat'), 0)
  if (done < 0) throw new SyscallError('fchmodat', c.errno(), showFd(dir), showPath(path), showMode(mode))
}

/** What the system call takes, which is not what glibc's makedev() gives: new_encode_dev() in linux/kdev_t.h. */
function encodeDevice({ major, minor }: DeviceNode): number {
  const high = asMajor(major, 'mknodat') << 8
  const low = asMinor(minor, 'mknodat')
  return ((low & 0xff) | high | ((low & ~0xff) << 12)) >>> 0
}

function showNode({ major, minor }: DeviceNode): string {
  return `makedev(${major}, ${minor})`
}
