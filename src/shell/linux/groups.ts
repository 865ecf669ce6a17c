import fs from 'node:fs'
import { type HostGid, UNMAPPED } from '../../core/model/ids.ts'
import type { GroupLookup } from '../../core/policy/judge.ts'
import { toInside } from '../../core/resolve/idmap.ts'
import { ownGidMap } from './self.ts'

/** Image-based systems (Fedora CoreOS, Silverblue) keep their own groups in the second file (nss-altfiles). */
const FILES = ['/etc/group', '/usr/lib/group']

/**
 * Looks groups of the host up by name or number. Its files are read when the first name is asked for.
 *
 * Names never come from an image: a container's group file is its author's word. In the user namespace of rootless podman
 * the host's numbers are translated; a group without a counterpart there is nobody's.
 */
export function groupLookup(): GroupLookup {
  let groups: ReadonlyMap<string, number> | undefined
  const named = (name: string) => {
    groups ??= new Map(FILES.flatMap(readGroups).reverse())
    return groups.get(name)
  }
  return (group) => {
    const onHost = typeof group === 'number' ? group : named(group)
    const gid = onHost === undefined ? UNMAPPED : toInside(ownGidMap(), onHost)
    return gid === UNMAPPED ? undefined : (gid as HostGid)
  }
}

/** group(5): name, password, gid, members. */
function readGroups(file: string): [string, number][] {
  const lines = readOrNothing(file).split('\n')
  return lines.flatMap((line): [string, number][] => {
    const [name = '', , gid = ''] = line.split(':')
    return /^\d+$/.test(gid) ? [[name, Number(gid)]] : []
  })
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return '' // Most systems have only one of the two.
  }
}
