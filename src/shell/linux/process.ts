import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { parseIdMap } from '../../core/resolve/idmap.ts'
import { O_DIRECTORY, O_PATH, PROC_SUPER_MAGIC } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { open } from '../../native/open.ts'
import { getppid, hasExited, pidfdOpen } from '../../native/process.ts'

/** The container's init process, held so that a reused pid cannot take its place. */
export interface InitProcess {
  readonly pid: number
  /** Directory of /proc/<pid>, O_PATH. It stays bound to the process: ESRCH once that is dead. */
  readonly procfd: number
  readonly maps: IdMaps
  readonly hasUserNamespace: boolean
  /** Throws unless the process lives and is still a child of our own parent, the runtime. */
  assertOurs(): void
}

/**
 * Takes hold of the container's init process and checks that it is what a runtime would hand to a hook: alive, the
 * runtime's own child as we are, and in a mount namespace of its own.
 *
 * The parent is what tells a forged state from a real one, and an orphaned hook from one in time: runc and crun, with
 * and without user namespaces, both are parent of hook and init.
 *
 * @throws {HookError} `ERR_PROCESS`, exit 65.
 */
export function openInit(pid: number): InitProcess {
  const runtime = getppid()
  const [procfd, pidfd] = takeHold(pid)
  if (fstatfs(procfd).magic !== PROC_SUPER_MAGIC) {
    throw inputError('ERR_PROCESS', '/proc is no procfs here: nothing that it says can be believed')
  }
  const assertOurs = () => {
    const parent = hasExited(pidfd) ? undefined : parentOf(procfd)
    if (parent === runtime && getppid() === runtime) return
    const found = parent === undefined ? 'a process that has ended' : `a child of process ${parent}`
    throw inputError(
      'ERR_PROCESS',
      `pid ${pid} of the state: found ${found}, expected a child of the runtime (${runtime})`,
    )
  }
  assertOurs()
  if (sameNamespace(procfd, 'mnt')) {
    const remedy = 'give the container a mount namespace (linux.namespaces in config.json)'
    throw inputError('ERR_PROCESS', `the container shares its mount namespace with the host (pid ${pid})`, remedy)
  }
  return { pid, procfd, maps: readMaps(procfd), hasUserNamespace: !sameNamespace(procfd, 'user'), assertOurs }
}

function takeHold(pid: number): [number, number] {
  try {
    const pidfd = pidfdOpen(pid).release()
    return [open(`/proc/${pid}`, O_PATH | O_DIRECTORY).release(), pidfd]
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = cause.code === 'ESRCH' || cause.code === 'ENOENT' ? 'no such process' : cause.message
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: found ${found}, expected the container's init process`)
  }
}

/** Reads below a held /proc/<pid>; undefined once the process is gone. */
function readProc(procfd: number, name: string): string | undefined {
  try {
    return fs.readFileSync(procPath(procfd, name), 'latin1')
  } catch {
    return undefined // ESRCH: the process ended after we took hold of it.
  }
}

function parentOf(procfd: number): number | undefined {
  const parent = /^PPid:\t(\d+)$/m.exec(readProc(procfd, 'status') ?? '')?.[1]
  return parent === undefined ? undefined : Number(parent)
}

function readMaps(procfd: number): IdMaps {
  const read = (kind: 'uid' | 'gid') => parseIdMap(readProc(procfd, `${kind}_map`) ?? '')
  return { uid: read('uid'), gid: read('gid') }
}

function sameNamespace(procfd: number, type: 'mnt' | 'user'): boolean {
  const own = fs.statSync(`/proc/self/ns/${type}`)
  const theirs = fs.statSync(procPath(procfd, `ns/${type}`))
  return own.ino === theirs.ino && own.dev === theirs.dev
}

/** Through our own descriptor, so that no pid is resolved again. */
export function procPath(procfd: number, name: string): string {
  return `/proc/self/fd/${procfd}/${name}`
}
