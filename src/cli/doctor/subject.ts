import { userInfo } from 'node:os'
import type { Subject } from '../../shell/doctor/sources.ts'
import { userNamed } from '../accounts.ts'

/** Who is meant: whoever was named, else who called sudo, else whoever asks. Root alone has no rootless containers. */
export async function subjectOf(named: string | undefined): Promise<Subject> {
  const isRoot = process.geteuid?.() === 0
  const name = named ?? (isRoot ? process.env.SUDO_USER : userInfo().username)
  const user = name === undefined || name === '' || name === 'root' ? undefined : await userNamed(name)
  return { isRoot, user }
}
