import { UNMAPPED } from '../../core/model/ids.ts'
import type { Usable } from '../../core/model/observation.ts'
import type { Identity } from '../../core/resolve/identity.ts'
import { faccessat2 } from '../../native/access.ts'
import { CredentialsSwitchError, withCredentials } from '../../native/with-credentials.ts'
import type { Question } from '../system.ts'

/**
 * Asks the kernel whether an identity may open nodes, by being it for the time of the questions.
 *
 * ACLs, groups without a name and user namespaces come out right by themselves. An identity that cannot be taken on, or
 * an id that is not mapped, gives null: not knowing is never a yes.
 */
export function mayOpen({ host, overridesModes }: Identity, questions: readonly Question[]): Usable[] {
  const { uid, gid } = host
  const groups = host.groups.filter((id) => id !== UNMAPPED)
  const unknown = questions.map(() => null)
  if (questions.length === 0 || uid === UNMAPPED || gid === UNMAPPED) return unknown
  try {
    const who = { uid, gid, groups, dacOverride: overridesModes }
    return withCredentials(who, () => questions.map(({ node, wanted }) => faccessat2(node, wanted)))
  } catch (error) {
    if (error instanceof CredentialsSwitchError) return unknown
    throw error
  }
}
