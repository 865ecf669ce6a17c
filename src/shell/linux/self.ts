import fs from 'node:fs'
import { type HostGid, OVERFLOW_ID } from '../../core/model/ids.ts'
import { type IdMap, isIdentity, parseIdMap } from '../../core/resolve/idmap.ts'
import { parseStatus } from './status-file.ts'

let uidMap: IdMap | undefined

/** The uids of our user namespace as its parent counts them. Read once: Node cannot change its user namespace. */
export function ownUidMap(): IdMap {
  uidMap ??= parseIdMap(fs.readFileSync('/proc/self/uid_map', 'latin1'))
  return uidMap
}

let gidMap: IdMap | undefined

/** The same for gids. */
export function ownGidMap(): IdMap {
  gidMap ??= parseIdMap(fs.readFileSync('/proc/self/gid_map', 'latin1'))
  return gidMap
}

/** Whether ids are what they are on the host: then no other user's id can look like 65534. */
export function isInitialUserNamespace(): boolean {
  return isIdentity(ownUidMap())
}

/**
 * Supplementary groups of this process, which are those of whoever started the container; groups that its user namespace
 * does not map are left out. Not process.getgroups(): that adds the effective gid, which a container does not inherit.
 */
export function callerGroups(): HostGid[] {
  const { groups } = parseStatus(fs.readFileSync('/proc/self/status', 'latin1'))
  return groups.filter((gid) => gid !== OVERFLOW_ID) as HostGid[]
}
