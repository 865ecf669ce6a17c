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
import { libc } from './libc.ts'
import { asFd, asFlags } from './ranges.ts'

// linux/sched.h
/** Stop sharing root, working directory and umask with the other threads. */
export const CLONE_FS = 0x200
export const CLONE_NEWNS = 0x2_0000
export const CLONE_NEWUSER = 0x1000_0000

const NAMES = { CLONE_FS, CLONE_NEWNS, CLONE_NEWUSER }

/**
 * Gives this thread its own copy of what `flags` name.
 *
 * @throws {SyscallError} `EPERM` without CAP_SYS_ADMIN; `EINVAL` for CLONE_NEWUSER in a process of several threads.
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
