/**
 * Credentials of ONE thread, the calling one: these are raw system calls. glibc's functions of the same names signal
 * every thread to change too, and libuv's pool would then act as the container's user for everybody else's `fs` calls.
 */
import { showIds } from './describe.ts'
import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asId, asInteger } from './ranges.ts'

/** NGROUPS_MAX of linux/limits.h. */
const MAX_GROUPS = 65_536
/** `(uid_t) -1`: no such id, so the call changes nothing and only answers the one in use. */
const NO_ID = 0xffff_ffff

/**
 * The supplementary groups of this thread, in rising order; 65534 for each that this user namespace does not map.
 *
 * @see https://man7.org/linux/man-pages/man2/getgroups.2.html
 */
export function getgroups(): readonly number[] {
  const list = new Uint32Array(getgroupsInto(new Uint32Array(0)))
  getgroupsInto(list)
  return Array.from(list)
}

/** With an empty list, the kernel answers how long it would be. Nothing else changes the groups of this thread. */
function getgroupsInto(list: Uint32Array): number {
  const c = libc()
  const count = c.getgroups(list.length, list)
  if (count < 0) throw new SyscallError('getgroups', c.errno(), `${list.length}`)
  return count
}

/**
 * Sets the supplementary groups of this thread.
 *
 * @throws {SyscallError} `EINVAL` for a gid that this user namespace does not map; `EPERM` without CAP_SETGID, or
 *   while /proc/self/setgroups says "deny".
 * @see https://man7.org/linux/man-pages/man2/setgroups.2.html
 */
export function setgroups(groups: readonly number[]): void {
  const c = libc()
  const count = asInteger(groups.length, 'setgroups', 'number of groups', 0, MAX_GROUPS)
  const list = Uint32Array.from(groups, (gid, index) => asId(gid, 'setgroups', `groups[${index}]`))
  if (c.setgroups(count, list) < 0) throw new SyscallError('setgroups', c.errno(), showIds(groups))
}

/** The uid that this thread accesses files with; 65534 when this user namespace does not map it. */
export function getfsuid(): number {
  return libc().setfsuid(NO_ID) >>> 0
}

/** The gid that this thread accesses files with; 65534 when this user namespace does not map it. */
export function getfsgid(): number {
  return libc().setfsgid(NO_ID) >>> 0
}

/**
 * Asks for another file-system uid. The call never fails, it just may not happen: look with getfsuid().
 *
 * From 0 to another id the kernel takes the file capabilities out of the effective set, on the way back it puts them
 * in again; and each change makes the process undumpable.
 *
 * @see https://man7.org/linux/man-pages/man2/setfsuid.2.html
 */
export function setfsuid(uid: number): void {
  libc().setfsuid(asId(uid, 'setfsuid', 'uid'))
}

/** Asks for another file-system gid. The call never fails, it just may not happen: look with getfsgid(). */
export function setfsgid(gid: number): void {
  libc().setfsgid(asId(gid, 'setfsgid', 'gid'))
}
