import { READ_WRITE } from '../../core/model/device.ts'
import type { Usable } from '../../core/model/observation.ts'
import { O_PATH } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import { open } from '../../native/open.ts'
import { CredentialsSwitchError } from '../../native/with-credentials.ts'
import { actAs } from './act-as.ts'
import { allows } from './allows.ts'

/**
 * The kernel's answer whether a user of the host may open a node, directories on the way included.
 *
 * @returns null when it cannot be asked as that user, which takes root.
 */
export function mayOpen(path: string, uid: number, gid: number, groups: readonly number[]): Usable {
  if (process.geteuid?.() !== 0) return null
  try {
    return actAs({ uid, gid, groups, dacOverride: uid === 0 }, () => reachesAndOpens(path))
  } catch (error) {
    if (error instanceof CredentialsSwitchError) return null
    throw error
  }
}

function reachesAndOpens(path: string): boolean {
  try {
    using node = open(path, O_PATH)
    return allows(node.fd, READ_WRITE)
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}
