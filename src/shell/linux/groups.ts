import fs from 'node:fs'
import type { HostGid } from '../../core/model/ids.ts'
import type { GroupLookup } from '../../core/policy/judge.ts'

/** Image-based systems (Fedora CoreOS, Silverblue) keep their own groups in the second file (nss-altfiles). */
const FILES = ['/etc/group', '/usr/lib/group']

/**
 * Looks groups of the host up by name, in its files. They are read when the first name is asked for.
 *
 * Names never come from an image: a container's group file is its author's word.
 */
export function groupLookup(): GroupLookup {
  let groups: ReadonlyMap<string, HostGid> | undefined
  return (name) => {
    groups ??= new Map(FILES.flatMap(readGroups).reverse())
    return groups.get(name)
  }
}

/** group(5): name, password, gid, members. */
function readGroups(file: string): [string, HostGid][] {
  const lines = readOrNothing(file).split('\n')
  return lines.flatMap((line): [string, HostGid][] => {
    const [name = '', , gid = ''] = line.split(':')
    return /^\d+$/.test(gid) ? [[name, Number(gid) as HostGid]] : []
  })
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return '' // Most systems have only one of the two.
  }
}
