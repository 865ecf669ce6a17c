import fs from 'node:fs'
import { type HostGid, OVERFLOW_ID } from '../../core/model/ids.ts'
import { parseStatus } from './status-file.ts'

/**
 * Supplementary groups of this process, which are those of whoever started the container; groups that its user namespace
 * does not map are left out. Not process.getgroups(): that adds the effective gid, which a container does not inherit.
 */
export function callerGroups(): HostGid[] {
  const { groups } = parseStatus(fs.readFileSync('/proc/self/status', 'latin1'))
  return groups.filter((gid) => gid !== OVERFLOW_ID) as HostGid[]
}
