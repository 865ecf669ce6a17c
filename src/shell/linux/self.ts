import fs from 'node:fs'
import { type HostGid, OVERFLOW_ID } from '../../core/model/ids.ts'
import { isIdentity, parseIdMap } from '../../core/resolve/idmap.ts'
import { parseStatus } from './status-file.ts'

/** Whether ids are what they are on the host: then no other user's id can look like 65534. */
export function isInitialUserNamespace(): boolean {
  return isIdentity(parseIdMap(fs.readFileSync('/proc/self/uid_map', 'latin1')))
}

/**
 * Supplementary groups of this process, which are those of whoever started the container; groups that its user namespace
 * does not map are left out. Not process.getgroups(): that adds the effective gid, which a container does not inherit.
 */
export function callerGroups(): HostGid[] {
  const { groups } = parseStatus(fs.readFileSync('/proc/self/status', 'latin1'))
  return groups.filter((gid) => gid !== OVERFLOW_ID) as HostGid[]
}
