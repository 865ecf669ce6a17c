import * as constants from './constants.ts'
import { AT_FDCWD, O_CLOEXEC, O_CREAT, O_TMPFILE } from './constants.ts'
import { showFd, showFlags, showMode, showPath } from './describe.ts'
import { EAGAIN, EINTR, SyscallError } from './errno.ts'
import { OwnedFd } from './fd.ts'
import { libc } from './libc.ts'
import { asCString, asDirfd, asFlags, asMode, type PathBytes } from './ranges.ts'

/**
 * EAGAIN says that a rename or mount anywhere on the system raced the lookup, and a process renaming in a loop could
 * keep us here for ever. libpathrs gives up after 128 attempts (0.1 % of bad luck under attack), runc after 2 ms (the
 * longest of 50,000 lookups took 0.8 ms). Both have to be used up: 2 ms alone is one attempt on a busy machine.
 */
const MAX_ATTEMPTS = 128
const MAX_NANOSECONDS = 2_000_000n

/** How to open: `flags` are `O_*`, `resolve` are `RESOLVE_*` bits, `mode` is for O_CREAT and O_TMPFILE alone. */
export type OpenHow = { readonly flags: number; readonly mode?: number; readonly resolve?: number }

/**
 * Opens `path` below `dir`, following links wherever they lead: for paths of the host that nobody else may write.
 *
 * @param dir A borrowed directory descriptor, or AT_FDCWD.
 * @param flags `O_*` bits; `O_CLOEXEC` is always added.
 * @param mode Permission bits of a file that this creates.
 * @throws {SyscallError} whatever open(2) answers.
 * @see https://man7.org/linux/man-pages/man2/openat.2.html
 */
export function openat(dir: number, path: PathBytes, flags: number, mode = 0): OwnedFd {
  const c = libc()
  const cPath = asCString(path, 'openat')
  const fd = c.openat(asDirfd(dir, 'openat'), cPath, asFlags(flags, 'openat') | O_CLOEXEC, asMode(mode, 'openat'))
  if (fd < 0)
    throw new SyscallError('openat', c.errno(), showFd(dir), showPath(path), showOpenFlags(flags), showMode(mode))
  return new OwnedFd(fd)
}

/** `openat()` from the root of the host or from the working directory. */
export function open(path: PathBytes, flags: number, mode = 0): OwnedFd {
  return openat(AT_FDCWD, path, flags, mode)
}

/**
 * Opens `path` below `dir` within the limits that `how.resolve` sets: for every path that a container can shape.
 *
 * @param dir A borrowed directory descriptor.
 * @throws {SyscallError} `ELOOP` at a link that is not allowed, `EXDEV` at a step out of the directory or into another
 *   mount, `EAGAIN` when renames raced every attempt, `ENOSYS` before Linux 5.6 or behind a seccomp filter.
 * @see https://man7.org/linux/man-pages/man2/openat2.2.html
 */
export function openat2(dir: number, path: PathBytes, how: OpenHow): OwnedFd {
  const c = libc()
  const cPath = asCString(path, 'openat2')
  const dirfd = asDirfd(dir, 'openat2')
  const bytes = openHowBytes(how)
  const start = process.hrtime.bigint()
  for (let attempt = 1; ; attempt++) {
    const fd = c.openat2(dirfd, cPath, bytes, bytes.byteLength)
    if (fd >= 0) return new OwnedFd(fd)
    const errno = c.errno()
    if (!isTransient(errno) || isUsedUp(attempt, start)) {
      throw new SyscallError('openat2', errno, showFd(dir), showPath(path), showHow(how))
    }
  }
}

/** struct open_how { u64 flags, mode, resolve }: a typed array already has the byte order of the machine. */
function openHowBytes({ flags, mode = 0, resolve = 0 }: OpenHow): BigUint64Array {
  const checked = [
    asFlags(flags, 'openat2', 'how.flags') | O_CLOEXEC,
    asMode(mode, 'openat2', 'how.mode'),
    asFlags(resolve, 'openat2', 'how.resolve'),
  ]
  return BigUint64Array.from(checked, BigInt)
}

function isTransient(errno: number): boolean {
  return errno === EAGAIN || errno === EINTR
}

function isUsedUp(attempt: number, start: bigint): boolean {
  return attempt >= MAX_ATTEMPTS && process.hrtime.bigint() - start >= MAX_NANOSECONDS
}

function showHow({ flags, mode = 0, resolve = 0 }: OpenHow): string {
  const creates = (flags & (O_CREAT | O_TMPFILE)) !== 0 && mode !== 0
  const parts = [`flags: ${showOpenFlags(flags)}`, ...(creates ? [`mode: ${showMode(mode)}`] : [])]
  if (resolve !== 0) parts.push(`resolve: ${showFlags(resolve, namesOf('RESOLVE_'))}`)
  return `{ ${parts.join(', ')} }`
}

function showOpenFlags(flags: number): string {
  const access = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'][flags & 3] ?? 'O_RDWR|O_WRONLY'
  const rest = flags & ~3
  return rest === 0 ? access : `${access}|${showFlags(rest, namesOf('O_'))}`
}

function namesOf(prefix: 'O_' | 'RESOLVE_'): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(constants).filter(([name]) => name.startsWith(prefix)))
}
