import { readState, type State, switchBack, switchTo } from './credentials-switch.ts'
import { showIds } from './describe.ts'
import { idMap, isInitial } from './id-map.ts'
import { asId } from './ranges.ts'

/** /proc/sys/kernel/overflowgid. */
const OVERFLOW_GID = 65_534

/** Who to be for the time of one function. Ids are those of this user namespace. */
export type Credentials = {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups, or `'keep'` for those of this thread: they may contain some that only the kernel can name. */
  readonly groups: readonly number[] | 'keep'
  /** Whether CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH are in force, as they are for a container's root. */
  readonly dacOverride: boolean
}

/** The switch was not possible. Nothing ran, and everything is as it was. */
export class CredentialsSwitchError extends Error {
  override readonly name = 'CredentialsSwitchError'
  readonly code = 'ERR_CREDENTIALS_SWITCH'
}

/**
 * The way back was not possible: this thread is somebody else now, and nobody can tell what its next call would do.
 * The process must end at once; nothing may be repaired first.
 */
export class CredentialsRestoreError extends Error {
  override readonly name = 'CredentialsRestoreError'
  readonly code = 'ERR_CREDENTIALS_RESTORE'
}

/** What a function may answer that is done when it returns: after an `await` the old credentials would be back. */
type Synchronous<Result> = Result extends PromiseLike<unknown> ? never : Result

/**
 * Runs `run` with the file-system credentials of somebody else, on this thread alone, and comes back however it ends.
 *
 * Every step is read back, since setfsuid(2) reports no failure: with an unmapped uid the thread stays root, and root
 * may open anything. Only synchronous calls inside: libuv's pool keeps its own credentials. The process is undumpable
 * afterwards, and its parent-death signal is gone: the kernel does both at each change of fsuid.
 *
 * @throws {CredentialsSwitchError} `ERR_CREDENTIALS_SWITCH`: an id is not mapped, a privilege is missing, or the
 *   present groups could not be set again, because some are not mapped. `run` was not called.
 * @throws {CredentialsRestoreError} `ERR_CREDENTIALS_RESTORE`: end the process. `cause` says what went wrong.
 */
export function withCredentials<Result>(wanted: Credentials, run: () => Synchronous<Result>): Synchronous<Result> {
  const before = readState()
  become(before, wanted)
  try {
    return run()
  } finally {
    restore(before) // Throws in the place of what `run` threw: that matters no more.
  }
}

function become(before: State, wanted: Credentials): void {
  const groups = wanted.groups === 'keep' ? before.groups : sortedIds(wanted.groups)
  const target = { groups, gid: asId(wanted.gid, 'setfsgid', 'gid'), uid: asId(wanted.uid, 'setfsuid', 'uid') }
  requireMapped('uid', [target.uid, before.uid], wanted)
  requireMapped(
    'gid',
    [target.gid, before.gid, ...(wanted.groups === 'keep' ? [] : [...groups, ...before.groups])],
    wanted,
  )
  if (wanted.groups !== 'keep') requireNamed(before.groups, wanted)
  try {
    switchTo(target, wanted.dacOverride)
  } catch (cause) {
    restore(before)
    throw new CredentialsSwitchError(`Cannot act as ${show(wanted)}: ${messageOf(cause)}`, { cause })
  }
}

function restore(before: State): void {
  try {
    switchBack(before)
  } catch (cause) {
    const message = `Cannot go back to ${show(before)}: ${messageOf(cause)}. This process must end now`
    throw new CredentialsRestoreError(message, { cause })
  }
}

/** As the kernel keeps them, and getgroups(2) shows them. */
function sortedIds(groups: readonly number[]): readonly number[] {
  return groups.map((gid, index) => asId(gid, 'setgroups', `groups[${index}]`)).sort((a, b) => a - b)
}

/**
 * The kernel shows every unmapped id as 65534. So reading 65534 back proves nothing where 65534 itself is not mapped,
 * and a 65534 among the present ids may stand for one that nobody can ask for again.
 */
function requireMapped(kind: 'uid' | 'gid', ids: readonly number[], wanted: Credentials): void {
  const isMapped = idMap(kind)
  const unmapped = ids.find((id) => !isMapped(id))
  if (unmapped === undefined) return
  throw new CredentialsSwitchError(
    `Cannot act as ${show(wanted)}: this user namespace does not map ${kind} ${unmapped}, ` +
      'which is needed for the switch or for the way back',
  )
}

/** 65534 may be mapped, and then stand for itself as well: which of the two it is among the present groups, nobody knows. */
function requireNamed(groups: readonly number[], wanted: Credentials): void {
  if (!groups.includes(OVERFLOW_GID) || isInitial('gid')) return
  throw new CredentialsSwitchError(
    `Cannot act as ${show(wanted)}: one of the present groups has no name in this user namespace, ` +
      'so it could not be taken back',
  )
}

function show({ uid, gid, groups }: Pick<Credentials, 'uid' | 'gid' | 'groups'>): string {
  return `uid ${uid}, gid ${gid}, groups ${groups === 'keep' ? 'as they are' : showIds(groups)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
