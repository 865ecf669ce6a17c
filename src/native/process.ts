import { showFd } from './describe.ts'
import { EBADF, EINTR, SyscallError } from './errno.ts'
import { OwnedFd } from './fd.ts'
import { libc } from './libc.ts'
import { asFd, asInteger, asPid } from './ranges.ts'

const PR_GET_DUMPABLE = 3
const PR_SET_DUMPABLE = 4
const CLOSE_RANGE_CLOEXEC = 4
const MAX_UINT = 0xffff_ffff
const POLLIN = 1
const POLLNVAL = 0x20

/**
 * Whether others of our uid may trace this process, read its /proc files and have it dump core.
 *
 * @see https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html
 */
export function isDumpable(): boolean {
  return libc().prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) === 1
}

/** @throws {SyscallError} never seen: the call only refuses other values. */
export function setDumpable(dumpable: boolean): void {
  const c = libc()
  const done = c.prctl(PR_SET_DUMPABLE, dumpable ? 1 : 0, 0, 0, 0)
  if (done < 0) throw new SyscallError('prctl', c.errno(), 'PR_SET_DUMPABLE', `${dumpable}`)
}

/**
 * Marks every open descriptor from `first` on as close-on-exec.
 *
 * @throws {SyscallError} `ENOSYS` before Linux 5.9, `EINVAL` before 5.11.
 * @see https://man7.org/linux/man-pages/man2/close_range.2.html
 */
export function closeOnExecFrom(first: number): void {
  const c = libc()
  const done = c.close_range(asFd(first, 'close_range', 'first'), MAX_UINT, CLOSE_RANGE_CLOEXEC)
  if (done < 0) throw new SyscallError('close_range', c.errno(), `${first}`, '~0', 'CLOSE_RANGE_CLOEXEC')
}

/**
 * Has the kernel kill this process by SIGALRM after `seconds`, also while JavaScript is busy; 0 calls it off.
 *
 * @returns Seconds that were left of an earlier alarm, else 0.
 * @see https://man7.org/linux/man-pages/man2/alarm.2.html
 */
export function alarm(seconds: number): number {
  return libc().alarm(asInteger(seconds, 'alarm', 'seconds', 0, MAX_UINT))
}

/** The parent now: another one than before when that has died. `process.ppid` asks too, and may be overridden. */
export function getppid(): number {
  return libc().getppid()
}

/**
 * A descriptor for process `pid`, which stays that of this process after the number was given to another.
 *
 * @throws {SyscallError} `ESRCH` when there is none; `ENOSYS` before Linux 5.3.
 * @see https://man7.org/linux/man-pages/man2/pidfd_open.2.html
 */
export function pidfdOpen(pid: number): OwnedFd {
  const c = libc()
  const fd = c.pidfd_open(asPid(pid, 'pidfd_open'), 0)
  if (fd < 0) throw new SyscallError('pidfd_open', c.errno(), `${pid}`, '0')
  return new OwnedFd(fd)
}

/**
 * Whether the process of a pidfd has ended. Asks, and does not wait.
 *
 * @throws {SyscallError} `EBADF` for a descriptor that is not open: that is no answer about a process.
 * @see https://man7.org/linux/man-pages/man2/poll.2.html
 */
export function hasExited(pidfd: number): boolean {
  const c = libc()
  // struct pollfd { int fd; short events, revents }: the answer is in the upper half of the second word.
  const request = Int32Array.of(asFd(pidfd, 'poll'), POLLIN)
  while (c.poll(request, 1, 0) < 0) {
    const errno = c.errno()
    if (errno !== EINTR) throw new SyscallError('poll', errno, showFd(pidfd), 'POLLIN', '0')
  }
  const answer = (request[1] ?? 0) >> 16
  if ((answer & POLLNVAL) !== 0) throw new SyscallError('poll', EBADF, showFd(pidfd), 'POLLIN', '0')
  return (answer & POLLIN) !== 0
}

/**
 * Ends the process at once: no exit handlers, no flushing, 0.7 ms sooner than `process.exit()`. What was written with
 * `fs.writeSync` is out already.
 *
 * @param status 0 to 255.
 * @see https://man7.org/linux/man-pages/man2/_exit.2.html
 */
export function exitNow(status: number): never {
  libc()._exit(asInteger(status, '_exit', 'status', 0, 255))
  throw new Error('_exit() returned') // Unreachable: tells TypeScript what C cannot.
}
