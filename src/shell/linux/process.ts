import fs from 'node:fs'
import { HookError, inputError } from '../../core/errors.ts'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { IDENTITY_MAP, parseIdMap } from '../../core/resolve/idmap.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { getppid, hasExited, pidfdOpen } from '../../native/process.ts'
import { ancestorsOf, type Kinship, parseKinship, readKinship } from './kinship.ts'
import { openNamespace, openProcess, readProcFile } from './procfs.ts'

/** The container's init process, held so that a reused pid cannot take its place. */
export interface InitProcess {
  readonly pid: number
  /** Directory of /proc/<pid>, O_PATH. It stays bound to the process: ESRCH once that is dead. */
  readonly procfd: number
  readonly maps: IdMaps
  readonly hasUserNamespace: boolean
  /** Throws unless the process lives, and the runtime that started both of us does too. */
  assertOurs(): void
}

/**
 * Takes hold of the container's init process and checks that it is what a runtime would hand to a hook: alive, started by
 * the runtime that started us, before us, and in a mount namespace of its own.
 *
 * @param youngest Ticks since boot: what was started later took over the pid of a process that has died.
 * @throws {HookError} `ERR_PROCESS`, exit 65.
 */
export function openInit(pid: number, youngest = ownStart()): InitProcess {
  const runtime = getppid()
  const [procfd, pidfd] = takeHold(pid)
  assertParentStartedUs(runtime, pid)
  const parent = assertStartedBy(runtime, pid, procfd, youngest)
  const assertOurs = () => {
    if (!hasExited(pidfd) && getppid() === runtime && kinshipOf(procfd)?.parent === parent) return
    const remedy = 'start the container again: its runtime was killed while the hook ran'
    throw inputError(
      'ERR_PROCESS',
      `pid ${pid} of the state is no longer the container of the runtime (${runtime})`,
      remedy,
    )
  }
  assertOurs()
  if (sameNamespace(procfd, 'mnt')) {
    const remedy = 'give the container a mount namespace (linux.namespaces in config.json)'
    throw inputError('ERR_PROCESS', `the container shares its mount namespace with the host (pid ${pid})`, remedy)
  }
  const hasUserNamespace = !sameNamespace(procfd, 'user')
  return { pid, procfd, maps: hasUserNamespace ? readMaps(procfd) : SAME_IDS, hasUserNamespace, assertOurs }
}

/**
 * A hook whose runtime was killed before it came to look is adopted, and so may init be, by the same process. No runtime
 * gives its hooks a process group of their own, so whoever is in another one has not started us.
 */
function assertParentStartedUs(parent: number, pid: number): void {
  const own = readKinship('/proc/self/stat')?.group
  if (own !== undefined && readKinship(`/proc/${parent}/stat`)?.group === own) return
  const found = `found that process ${parent} has adopted this hook`
  throw inputError('ERR_PROCESS', `pid ${pid} of the state: ${found}, expected the runtime that started it`)
}

/**
 * Our parent, the runtime, must be the parent of init too. That tells a forged state from a real one: runc and crun both
 * are. With a user namespace crun lets an intermediate process fork init and end, so that init is adopted by an ancestor
 * of the runtime (conmon, or process 1); then it still is in the runtime's process group, where only the runtime's own
 * descendants and those of whatever started it can be.
 *
 * Of those, the container of another runtime may have been given the pid of ours, when that has died. But ours was there
 * before its runtime started us.
 *
 * @returns The pid of init's parent.
 */
function assertStartedBy(runtime: number, pid: number, procfd: number, youngest: number): number {
  const init = kinshipOf(procfd)
  if (init !== undefined && !(init.startedAt <= youngest)) {
    const found = 'found a process that was started after this hook'
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: ${found}, expected the container's init process`)
  }
  if (init?.parent === runtime) return runtime
  const isAdopted = init !== undefined && init.group === readKinship(`/proc/${runtime}/stat`)?.group
  if (isAdopted && ancestorsOf(runtime).includes(init.parent)) return init.parent
  const found = init === undefined ? 'a process that has ended' : `a child of process ${init.parent}`
  throw inputError(
    'ERR_PROCESS',
    `pid ${pid} of the state: found ${found}, expected a child of the runtime (${runtime})`,
  )
}

/** No process is older than -Infinity: without an answer about ourselves nobody is trusted. */
function ownStart(): number {
  return readKinship('/proc/self/stat')?.startedAt ?? Number.NEGATIVE_INFINITY
}

function takeHold(pid: number): [number, number] {
  try {
    const pidfd = pidfdOpen(pid).release()
    return [openProcess(pid).release(), pidfd]
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = cause.code === 'ESRCH' || cause.code === 'ENOENT' ? 'no such process' : cause.message
    const remedy = cause.code === 'ENOSYS' ? 'createRuntime needs Linux 5.6 or later; use precreate' : undefined
    const expected = "expected the container's init process"
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: found ${found}, ${expected}`, remedy)
  }
}

/** Undefined once the process is gone. */
function kinshipOf(procfd: number): Kinship | undefined {
  const text = readOrGone(procfd, 'stat')
  return text === undefined ? undefined : parseKinship(text)
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

function readOrGone(procfd: number, name: string): string | undefined {
  try {
    return readProcFile(procfd, name)
  } catch (cause) {
    if (cause instanceof HookError) throw cause
    return undefined // ESRCH: the process ended after we took hold of it.
  }
}

/**
 * The kernel shows the map of our own user namespace with the ids of its parent, and that of any other with our ids
 * (user_namespaces(7)): for a process that shares ours, every id is itself.
 */
const SAME_IDS: IdMaps = { uid: IDENTITY_MAP, gid: IDENTITY_MAP }

function readMaps(procfd: number): IdMaps {
  const read = (kind: 'uid' | 'gid') => parseIdMap(readOrGone(procfd, `${kind}_map`) ?? '')
  return { uid: read('uid'), gid: read('gid') }
}

function sameNamespace(procfd: number, type: 'mnt' | 'user'): boolean {
  const own = fs.statSync(`/proc/self/ns/${type}`)
  using namespace = namespaceOf(procfd, type)
  const theirs = fs.fstatSync(namespace.fd)
  return own.ino === theirs.ino && own.dev === theirs.dev
}

/** The mount or user namespace of a held process. @throws {HookError} `ERR_PROCESS` */
export function namespaceOf(procfd: number, type: 'mnt' | 'user'): OwnedFd {
  try {
    return openNamespace(procfd, type)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = cause.code // ENOENT or ESRCH: it ended since it was looked at.
    throw inputError('ERR_PROCESS', `the init process of the container has no ns/${type}: found ${found}`)
  }
}

/** Through our own descriptor, so that no pid is resolved again. */
export function procPath(procfd: number, name: string): string {
  return `/proc/self/fd/${procfd}/${name}`
}
