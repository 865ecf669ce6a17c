import { userInfo } from 'node:os'
import { EXIT, HookError } from '../../core/errors.ts'
import type { Subject } from '../../shell/doctor/sources.ts'
import { userNamed } from '../accounts.ts'

/** Who is meant: whoever was named, else who called sudo, else whoever asks. Root alone has no rootless containers. */
export async function subjectOf(named: string | undefined): Promise<Subject> {
  const isRoot = process.geteuid?.() === 0
  const name = named ?? ((isRoot ? process.env.SUDO_USER : ownName()) || undefined)
  const user = name === undefined || name === 'root' ? undefined : await userNamed(name)
  return { isRoot, user }
}

/** @throws {HookError} `ERR_USER` for an id that is in no database of the host, such as one that a container was given. */
function ownName(): string {
  try {
    return userInfo().username
  } catch (cause) {
    const message = `found uid ${process.geteuid?.()}, which has no name on this host, expected a user of passwd(5)`
    const remedy = 'say whose containers are meant: oci-device-hook doctor --user NAME'
    throw new HookError('ERR_USER', EXIT.input, message, { remedy, cause })
  }
}
