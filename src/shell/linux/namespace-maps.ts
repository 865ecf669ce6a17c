import fs from 'node:fs'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { parseIdMap } from '../../core/resolve/idmap.ts'

/**
 * The maps of a user namespace that is named by a process in it: `/proc/<pid>/ns/user`, as podman writes it for a
 * container that joins another one. A namespace that is bound to a file has no process to read its maps from.
 */
export function mapsOfNamespace(path: string): IdMaps | undefined {
  const pid = /^\/proc\/(\d+)\/ns\/user$/.exec(path)?.[1]
  if (pid === undefined) return undefined
  try {
    const read = (kind: 'uid' | 'gid') => parseIdMap(fs.readFileSync(`/proc/${pid}/${kind}_map`, 'latin1'))
    return { uid: read('uid'), gid: read('gid') }
  } catch {
    return undefined // The process has ended: the runtime will say so itself.
  }
}
