import { EXIT, HookError } from '../../core/errors.ts'
import { UNMAPPED } from '../../core/model/ids.ts'
import type { Usable } from '../../core/model/observation.ts'
import { SyscallError } from '../../native/errno.ts'
import { CredentialsSwitchError } from '../../native/with-credentials.ts'
import type { Asker, Question } from '../system.ts'
import { actAs, hasCallersGroups } from './act-as.ts'
import { allows } from './allows.ts'
import { isSetgroupsDenied } from './setgroups.ts'

/**
 * Asks the kernel whether an identity may open nodes, by being it for the time of the questions.
 *
 * ACLs, groups without a name and user namespaces come out right by themselves. An identity that cannot be taken on, or
 * an id that is not mapped, gives null: not knowing is never a yes.
 *
 * @throws {HookError} `ERR_HOST` when the kernel cannot be asked at all.
 */
export function mayOpen(asker: Asker, questions: readonly Question[]): Usable[] {
  const { uid, gid } = asker.who.host
  const unknown = questions.map(() => null)
  if (questions.length === 0 || uid === UNMAPPED || gid === UNMAPPED) return unknown
  try {
    const who = { uid, gid, groups: groupsToAskWith(asker), dacOverride: asker.overriding }
    return actAs(who, () => questions.map(({ node, wanted }) => allows(node, wanted)))
  } catch (error) {
    if (error instanceof CredentialsSwitchError) return unknown
    throw error instanceof SyscallError ? unanswered(error) : error
  }
}

/** ENOSYS of an older kernel, or the answer of a seccomp filter that does not know the call. */
function unanswered(cause: SyscallError): HookError {
  const message = `the kernel does not say who may open a device: ${cause.message}`
  const remedy = 'it needs Linux 5.8 or later, and faccessat2 in the seccomp filter of whatever the engine runs in'
  return new HookError('ERR_HOST', EXIT.internal, message, { remedy, cause })
}

/**
 * The supplementary groups to ask with. Where setgroups(2) is denied in this user namespace, it is denied to the runtime
 * as well, and the container has the caller's groups anyway.
 */
function groupsToAskWith({ who, groups }: Asker): readonly number[] | 'keep' {
  if (groups === 'kept' && !hasCallersGroups())
    throw new CredentialsSwitchError('the groups of the caller were given up')
  if (groups === 'kept' || isSetgroupsDenied()) return 'keep'
  return who.host.groups.filter((id) => id !== UNMAPPED)
}
