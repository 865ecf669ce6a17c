/** mount(2) as it always was: by path. For namespaces of our own; what a container can shape goes by mount-tree.ts. */
import { showFlags, showPath } from './describe.ts'
import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asCString, asFlags, type PathBytes } from './ranges.ts'

// linux/mount.h
export const MS_RDONLY = 0x1
export const MS_NOSUID = 0x2
export const MS_NODEV = 0x4
export const MS_NOEXEC = 0x8
export const MS_BIND = 0x1000
export const MS_REC = 0x4000
export const MS_PRIVATE = 0x4_0000

const MS_NAMES = { MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE }

/** `source`, `type` and `data` are left out where the flags make them meaningless. */
export type Mount = {
  readonly source?: PathBytes
  readonly target: PathBytes
  readonly type?: string
  readonly flags?: number
  readonly data?: string
}

/**
 * Mounts a file system, binds a tree, or changes how mounts propagate.
 *
 * @throws {SyscallError} `EPERM` without CAP_SYS_ADMIN; `EINVAL` for a nonsensical combination; `ENODEV` for a type the
 *   kernel does not have.
 * @see https://man7.org/linux/man-pages/man2/mount.2.html
 */
export function mount({ source, target, type, flags = 0, data }: Mount): void {
  const c = libc()
  const cTarget = asCString(target, 'mount', 'target')
  const cSource = orNull(source, 'source')
  const cType = orNull(type, 'type')
  const cData = orNull(data, 'data')
  if (c.mount(cSource, cTarget, cType, asFlags(flags, 'mount'), cData) === 0) return
  const errno = c.errno()
  const [shownSource, shownType, shownData] = [source, type, data].map(showOrNull)
  const shown = [shownSource, showPath(target), shownType, showFlags(flags, MS_NAMES), shownData]
  throw new SyscallError('mount', errno, ...shown.map(String))
}

function orNull(value: PathBytes | undefined, argument: string): Buffer | null {
  return value === undefined ? null : asCString(value, 'mount', argument)
}

function showOrNull(value: PathBytes | undefined): string {
  return value === undefined ? 'NULL' : showPath(value)
}
