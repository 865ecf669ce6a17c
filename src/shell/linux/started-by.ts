import { inputError } from '../../core/errors.ts'
import { ancestorsOf, type Kinship, ownKinship, parseKinship, type Relative, readRelative } from './kinship.ts'
import { readOrGone, readProcHead } from './procfs.ts'
import { numbersIn } from './status-file.ts'

/**
 * Our parent, the runtime, must be the parent of init too. That tells a forged state from a real one: runc and crun both
 * are. With a user namespace crun lets an intermediate process fork init and end, so that init is adopted by an ancestor
 * of the runtime (conmon, or process 1); then it still is in the runtime's process group, where only the runtime's own
 * descendants and those of whatever started it can be.
 *
 * Of those, the container of another runtime may have been given the pid of ours, when that has died. But ours was there
 * before its runtime started us.
 */
export function assertStartedBy(parent: number, pid: number, procfd: number, youngest: number | undefined): void {
  const [own, runtime] = [ownKinship(), readRelative(parent)]
  assertStartedUs(parent, runtime, own, pid)
  const init = kinshipOf(procfd)
  // Without an answer about ourselves nobody is trusted.
  if (init !== undefined && !(init.startedAt <= (youngest ?? own?.startedAt ?? Number.NEGATIVE_INFINITY))) {
    const found = 'found a process that was started after this hook'
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: ${found}, expected the container's init process`)
  }
  if (init?.parent === parent) return
  const isAdopted = init !== undefined && init.group === runtime?.group && ancestorsOf(runtime).includes(init.parent)
  if (isAdopted) return
  const found = init === undefined ? 'a process that has ended' : `a child of process ${init.parent}`
  throw inputError(
    'ERR_PROCESS',
    `pid ${pid} of the state: found ${found}, expected a child of the runtime (${parent})`,
  )
}

/**
 * A hook whose runtime was killed before it came to look is adopted, and so may init be, by the same process. No runtime
 * gives its hooks a process group of their own, so whoever is in another one has not started us. Nor do they give a hook
 * rights that they have not: doas(1), which becomes the hook, leaves the user's own shell as our parent.
 */
function assertStartedUs(parent: number, runtime: Relative | undefined, own: Kinship | undefined, pid: number): void {
  const isOfGroup = own !== undefined && runtime?.group === own.group
  if (isOfGroup && isSameUser(runtime.uids)) return
  const found = isOfGroup
    ? `found that user ${runtime.uids[0]} has started this hook`
    : `found that process ${parent} has adopted this hook`
  throw inputError('ERR_PROCESS', `pid ${pid} of the state: ${found}, expected the runtime that started it`)
}

/**
 * Until hooks are through, init is root, or the user of a rootless runtime, in a container without a user namespace. So a
 * mount namespace that a set-id program (bubblewrap, snap-confine) has made for a user's process is none of a container's.
 */
export function assertSameUser(pid: number, procfd: number): void {
  const uids = numbersIn(readOrGone(() => readProcHead(procfd, 'status')) ?? '', 'Uid')
  if (isSameUser(uids)) return
  const found = uids.length === 0 ? 'a process that has ended' : `a process of user ${uids.join(', ')}`
  throw inputError(
    'ERR_PROCESS',
    `pid ${pid} of the state: found ${found}, expected one of the runtime's (user ${process.geteuid?.()})`,
  )
}

/** @param uids Real, effective, saved and file-system uid. */
function isSameUser(uids: readonly number[]): boolean {
  const own = process.geteuid?.()
  return uids.length === 4 && uids.every((uid) => uid === own)
}

/** Undefined once the process is gone. */
function kinshipOf(procfd: number): Kinship | undefined {
  const text = readOrGone(() => readProcHead(procfd, 'stat'))
  return text === undefined ? undefined : parseKinship(text)
}
