import { OVERFLOW_ID } from '../../core/model/ids.ts'
import { getgroups, setgroups } from '../../native/credentials.ts'
import { type Credentials, CredentialsSwitchError, withCredentials } from '../../native/with-credentials.ts'
import { isInitialUserNamespace } from './self.ts'

/** Once the caller's groups are given up for good, nothing can be asked about them any more. */
let gaveUpGroups = false

/** Whether the supplementary groups of this process are still those of whoever started it. */
export function hasCallersGroups(): boolean {
  return !gaveUpGroups
}

/**
 * Runs `run` as somebody else, also where the present groups have no name in this user namespace. Nobody could set those
 * again afterwards, so they are left behind for good: this thread needs them no more.
 *
 * @throws {CredentialsSwitchError} when the identity cannot be taken on; `run` was not called.
 */
export function actAs<Result>(who: Credentials, run: () => Result) {
  return withCredentials(
    { ...who, groups: giveUpGroupsFor(who.groups) },
    run as Parameters<typeof withCredentials<Result>>[1],
  )
}

/**
 * The groups to switch to, once this thread is ready for it. In a user namespace where one of its own has no name, they
 * are exchanged here and now, and stay so.
 */
function giveUpGroupsFor(wanted: Credentials['groups']): Credentials['groups'] {
  if (wanted === 'keep' || isInitialUserNamespace()) return wanted
  const own = getgroups()
  if (isSame(own, wanted)) return 'keep'
  if (wanted.includes(OVERFLOW_ID)) {
    throw new CredentialsSwitchError('one of the groups to act with has no name in this user namespace')
  }
  if (!own.includes(OVERFLOW_ID)) return wanted
  setgroups(wanted)
  gaveUpGroups = true
  return 'keep'
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return [...one].sort().join() === [...other].sort().join()
}
