import fs from 'node:fs'
import { type IdMap, isIdentity, parseIdMap } from '../../core/resolve/idmap.ts'

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
