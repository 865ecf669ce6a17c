import { inputError } from '../../core/errors.ts'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { IDENTITY_MAP, parseIdMap } from '../../core/resolve/idmap.ts'
import { SyscallError } from '../../native/errno.ts'
import { getppid, hasExited, pidfdOpen } from '../../native/process.ts'
import { namespacesOf } from './namespaces-of.ts'
import { openProcess, readOrGone, readProcFile } from './procfs.ts'
import { assertSameUser, assertStartedBy } from './started-by.ts'

/** The container's init process, held so that a reused pid cannot take its place. */
export interface InitProcess {
  readonly pid: number
  /** Directory of /proc/<pid>, O_PATH. It stays bound to the process: ESRCH once that is dead. */
  readonly procfd: number
  /** Descriptor of its mount namespace. */
  readonly mnt: number
  readonly maps: IdMaps
  readonly hasUserNamespace: boolean
  /** Throws unless the process lives, and the runtime that started both of us does too. */
  assertOurs(): void
}

/**
 * Takes hold of the container's init process and checks that it is what a runtime would hand to a hook: alive, started by
 * the runtime that started us, before us, in a mount namespace of its own, and made with the rights that we have. None of
 * it is enough alone: whoever may start the hook by a rule of sudo can be the parent of both, and whoever has a container
 * of root's has namespaces that root made.
 *
 * @param youngest Ticks since boot: what was started later took over the pid of a process that has died.
 * @throws {HookError} `ERR_PROCESS`, exit 65.
 */
export function openInit(pid: number, youngest?: number): InitProcess {
  const runtime = getppid()
  const [procfd, pidfd] = takeHold(pid)
  const assertOurs = () => {
    // No other process can be given the number of our parent while that is our parent, nor that of a held one.
    if (!hasExited(pidfd) && getppid() === runtime) return
    const remedy = 'start the container again: its runtime was killed while the hook ran'
    throw inputError(
      'ERR_PROCESS',
      `pid ${pid} of the state is no longer the container of the runtime (${runtime})`,
      remedy,
    )
  }
  assertStartedBy(runtime, pid, procfd, youngest)
  assertOurs()
  const { mnt, hasUserNamespace } = namespacesOf(procfd, pid)
  if (!hasUserNamespace) assertSameUser(pid, procfd)
  return { pid, procfd, mnt, maps: hasUserNamespace ? readMaps(procfd) : SAME_IDS, hasUserNamespace, assertOurs }
}

function takeHold(pid: number): [number, number] {
  try {
    using pidfd = pidfdOpen(pid)
    const procfd = openProcess(pid)
    return [procfd.release(), pidfd.release()]
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = cause.code === 'ESRCH' || cause.code === 'ENOENT' ? 'no such process' : cause.message
    const remedy = cause.code === 'ENOSYS' ? 'createRuntime needs Linux 5.6 or later; use precreate' : undefined
    const expected = "expected the container's init process"
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: found ${found}, ${expected}`, remedy)
  }
}

/**
 * Looks at a container's process, by files below its procfd.
 *
 * @throws {HookError} `ERR_PROCESS` when it has ended meanwhile; whatever `look` throws when it lives.
 */
export function whileItLives<Result>({ assertOurs }: InitProcess, look: () => Result): Result {
  try {
    return look()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH' || code === 'ENOENT') assertOurs()
    throw error
  }
}

/**
 * The kernel shows the map of our own user namespace with the ids of its parent, and that of any other with our ids
 * (user_namespaces(7)): for a process that shares ours, every id is itself.
 */
const SAME_IDS: IdMaps = { uid: IDENTITY_MAP, gid: IDENTITY_MAP }

function readMaps(procfd: number): IdMaps {
  const read = (kind: 'uid' | 'gid') => parseIdMap(readOrGone(() => readProcFile(procfd, `${kind}_map`)) ?? '')
  return { uid: read('uid'), gid: read('gid') }
}

/** Through our own descriptor, so that no pid is resolved again. */
export function procPath(procfd: number, name: string): string {
  return `/proc/self/fd/${procfd}/${name}`
}
