/**
 * Namespaces, of which a process may have as many as it has threads. What that means in Node:
 *
 * - Node starts with threads that share root, working directory and umask, and setns() into a mount namespace is EINVAL
 *   as long as they do: `unshare(CLONE_FS)` first, on the thread that is to move. A pool thread started later copies
 *   the main thread's namespaces of that moment.
 * - Only the calling thread moves. From then on `fs.readFileSync()` sees the new namespace and `fs.readFile()` the old
 *   one, because libuv's pool stayed behind. So: main thread, synchronous calls, and end the process soon after.
 * - setns() into a user namespace wants a process of one thread; Node never is one.
 * - A thread that moved has the target's root as root and working directory: keep descriptors of what is needed from
 *   before, and load nothing (no `require`, no name lookup) after.
 */
import { showFd, showFlags } from './describe.ts'
import { SyscallError } from './errno.ts'
import { OwnedFd } from './fd.ts'
import { libc } from './libc.ts'
import { asFd, asFlags } from './ranges.ts'

// linux/sched.h
/** Stop sharing root, working directory and umask with the other threads. */
export const CLONE_FS = 0x200
export const CLONE_NEWNS = 0x2_0000

// linux/nsfs.h
const NS_GET_USERNS = 0xb701
const NS_GET_OWNER_UID = 0xb704

const NAMES = { CLONE_FS, CLONE_NEWNS }

/**
 * Gives this thread its own copy of what `flags` name.
 *
 * @throws {SyscallError} `EPERM` without CAP_SYS_ADMIN.
 * @see https://man7.org/linux/man-pages/man2/unshare.2.html
 */
export function unshare(flags: number): void {
  const c = libc()
  if (c.unshare(asFlags(flags, 'unshare')) < 0) throw new SyscallError('unshare', c.errno(), showFlags(flags, NAMES))
}

/**
 * Moves this thread into a namespace.
 *
 * @param fd Of /proc/<pid>/ns/…, or a pidfd (Linux 5.8). Borrowed.
 * @param type The one kind that is meant, so that a descriptor of another kind is `EINVAL`.
 * @throws {SyscallError} `EINVAL` as long as threads share their root directory; `EPERM` without CAP_SYS_ADMIN and
 *   CAP_SYS_CHROOT.
 * @see https://man7.org/linux/man-pages/man2/setns.2.html
 */
export function setns(fd: number, type: number): void {
  const c = libc()
  const moved = c.setns(asFd(fd, 'setns'), asFlags(type, 'setns', 'type'))
  if (moved < 0) throw new SyscallError('setns', c.errno(), showFd(fd), showFlags(type, NAMES))
}

/**
 * Opens the user namespace whose capabilities count in a namespace of another kind: the one of whoever made it.
 *
 * @param fd Of /proc/<pid>/ns/…. Borrowed.
 * @throws {SyscallError} `EPERM` when it is neither ours nor within ours; `ENOTTY` before Linux 4.9.
 * @see https://man7.org/linux/man-pages/man2/NS_GET_USERNS.2const.html
 */
export function owningUserNamespace(fd: number): OwnedFd {
  const c = libc()
  // The kernel opens it close-on-exec: open_related_ns() in fs/nsfs.c.
  const owner = c.ioctl(asFd(fd, 'ioctl'), NS_GET_USERNS, null)
  if (owner < 0) throw new SyscallError('ioctl', c.errno(), showFd(fd), 'NS_GET_USERNS')
  return new OwnedFd(owner)
}

/**
 * The effective uid of whoever made a user namespace; 65534 when ours does not map it.
 *
 * @param fd Of /proc/<pid>/ns/user. Borrowed.
 * @throws {SyscallError} `EINVAL` for a namespace of another kind; `ENOTTY` before Linux 4.11.
 * @see https://man7.org/linux/man-pages/man2/NS_GET_OWNER_UID.2const.html
 */
export function ownerOfUserNamespace(fd: number): number {
  const c = libc()
  const uid = new Uint32Array(1)
  if (c.ioctl(asFd(fd, 'ioctl'), NS_GET_OWNER_UID, uid) < 0) {
    throw new SyscallError('ioctl', c.errno(), showFd(fd), 'NS_GET_OWNER_UID')
  }
  return uid[0] as number
}
