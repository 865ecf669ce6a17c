import fs from 'node:fs'
import type { OwnedFd } from '../../native/fd.ts'
import type { Credentials } from '../../native/with-credentials.ts'
import { actAs } from './act-as.ts'

/**
 * Really opens a node, read-write, and closes it again.
 *
 * Through /proc/self/fd, so that it is the inode that is held, on the mount that it was found on: device cgroup, `nodev`
 * and driver all have their say. Without waiting, and without making a terminal ours.
 *
 * @returns `''` when it opened, else the name of the error.
 */
export function tryOpen(node: OwnedFd, credentials: Credentials): string {
  const { O_RDWR, O_NONBLOCK, O_NOCTTY } = fs.constants
  return actAs(credentials, () => {
    try {
      fs.closeSync(fs.openSync(`/proc/self/fd/${node.fd}`, O_RDWR | O_NONBLOCK | O_NOCTTY))
      return ''
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'EIO'
    }
  })
}
