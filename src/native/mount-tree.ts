/** Mounts as descriptors, Linux 5.2: they are made without a place, changed, and put onto another descriptor. */
import { AT_EMPTY_PATH, O_CLOEXEC } from './constants.ts'
import { showFd, showFlags, showPath } from './describe.ts'
import { SyscallError } from './errno.ts'
import { OwnedFd } from './fd.ts'
import { libc } from './libc.ts'
import { asCString, asDirfd, asFd, asFlags, EMPTY_PATH, type PathBytes } from './ranges.ts'

const OPEN_TREE_CLONE = 1
const MOVE_MOUNT_F_EMPTY_PATH = 0x4
const MOVE_MOUNT_T_EMPTY_PATH = 0x40
const FSOPEN_CLOEXEC = 1
const FSMOUNT_CLOEXEC = 1
const FSCONFIG_SET_FLAG = 0
const FSCONFIG_SET_STRING = 1
const FSCONFIG_CMD_CREATE = 6

// linux/mount.h: properties of a mount.
export const MOUNT_ATTR_RDONLY = 0x1
export const MOUNT_ATTR_NOSUID = 0x2
export const MOUNT_ATTR_NODEV = 0x4
export const MOUNT_ATTR_NOEXEC = 0x8

const ATTRIBUTES = { MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC }

/**
 * A detached copy of the mount that shows `path` below `dir`, with `path` as its root: a bind mount without a place.
 * It goes away with its last descriptor unless moveMount() gave it one.
 *
 * @param path A name below `dir`; without one, the inode of the descriptor itself.
 * @throws {SyscallError} `EPERM` without CAP_SYS_ADMIN; `EINVAL` for a mount of another mount namespace; `ENOSYS`.
 * @see https://man7.org/linux/man-pages/man2/open_tree.2.html
 */
export function openTreeClone(dir: number, path: PathBytes = ''): OwnedFd {
  const c = libc()
  const dirfd = asDirfd(dir, 'open_tree')
  const fd = c.open_tree(dirfd, asCString(path, 'open_tree'), OPEN_TREE_CLONE | O_CLOEXEC | AT_EMPTY_PATH)
  if (fd < 0) throw new SyscallError('open_tree', c.errno(), showFd(dir), showPath(path), 'OPEN_TREE_CLONE')
  return new OwnedFd(fd)
}

/**
 * Puts the detached mount `from` onto what `to` stands for, in the mount namespace of `to`, which must be this
 * thread's. No path is resolved. File onto file, directory onto directory.
 *
 * @throws {SyscallError} `EINVAL` when `to` is of another namespace; `ENOTDIR` when the kinds differ; `ENOENT` when `to`
 *   was unlinked; `ENOSYS`.
 * @see https://man7.org/linux/man-pages/man2/move_mount.2.html
 */
export function moveMount(from: number, to: number): void {
  const c = libc()
  const flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
  const source = asFd(from, 'move_mount', 'from')
  const moved = c.move_mount(source, EMPTY_PATH, asFd(to, 'move_mount', 'to'), EMPTY_PATH, flags)
  if (moved < 0) throw new SyscallError('move_mount', c.errno(), showFd(from), '""', showFd(to), '""', '*_EMPTY_PATH')
}

/**
 * Begins a new file system of `type`, such as tmpfs.
 *
 * @throws {SyscallError} `ENODEV` for a type the kernel does not have; `EPERM`; `ENOSYS`.
 * @see https://man7.org/linux/man-pages/man2/fsopen.2.html
 */
export function fsopen(type: string): OwnedFd {
  const c = libc()
  const fd = c.fsopen(asCString(type, 'fsopen', 'type'), FSOPEN_CLOEXEC)
  if (fd < 0) throw new SyscallError('fsopen', c.errno(), showPath(type), 'FSOPEN_CLOEXEC')
  return new OwnedFd(fd)
}

/**
 * Sets a parameter of a file system that fsopen() began: `size=4k` is `('size', '4k')`, a flag has no value.
 *
 * @throws {SyscallError} `EINVAL` for a parameter or value that the file system does not take.
 * @see https://man7.org/linux/man-pages/man2/fsconfig.2.html
 */
export function fsconfigSet(fd: number, key: string, value?: string): void {
  const command = value === undefined ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING
  fsconfig(fd, command, key, value)
}

/** Makes the file system with the parameters set so far. */
export function fsconfigCreate(fd: number): void {
  fsconfig(fd, FSCONFIG_CMD_CREATE)
}

function fsconfig(fd: number, command: number, key?: string, value?: string): void {
  const c = libc()
  const cKey = key === undefined ? null : asCString(key, 'fsconfig', 'key')
  const cValue = value === undefined ? null : asCString(value, 'fsconfig', 'value')
  if (c.fsconfig(asFd(fd, 'fsconfig'), command, cKey, cValue, 0) === 0) return
  throw new SyscallError('fsconfig', c.errno(), showFd(fd), `${command}`, showPath(key ?? ''), showPath(value ?? ''))
}

/**
 * Makes a detached mount of a file system that fsconfigCreate() made.
 *
 * @param attributes Bits of MOUNT_ATTR_*.
 * @see https://man7.org/linux/man-pages/man2/fsmount.2.html
 */
export function fsmount(fd: number, attributes: number): OwnedFd {
  const c = libc()
  const mount = c.fsmount(asFd(fd, 'fsmount'), FSMOUNT_CLOEXEC, asFlags(attributes, 'fsmount', 'attributes'))
  if (mount < 0) throw new SyscallError('fsmount', c.errno(), showFd(fd), showFlags(attributes, ATTRIBUTES))
  return new OwnedFd(mount)
}
