import fs from 'node:fs'

/** Whether the user namespace of this process has a name for an id. */
export type IsMapped = (id: number) => boolean

const maps = new Map<'uid' | 'gid', IsMapped>()

/**
 * Which ids this user namespace maps. Read once: a map can be written a single time, Node cannot change its user
 * namespace, and each file takes 60 to 90 µs.
 *
 * @see https://man7.org/linux/man-pages/man7/user_namespaces.7.html, "uid_map and gid_map"
 */
export function idMap(kind: 'uid' | 'gid'): IsMapped {
  const known = maps.get(kind) ?? readIdMap(kind)
  maps.set(kind, known)
  return known
}

/** Whether every id is what it is on the host, so that none can be shown as 65534 in the place of another. */
export function isInitial(kind: 'uid' | 'gid'): boolean {
  return idMap(kind)(0xffff_fffe)
}

function readIdMap(kind: 'uid' | 'gid'): IsMapped {
  const ranges = parseIdMap(fs.readFileSync(`/proc/self/${kind}_map`, 'ascii'))
  return (id) => ranges.some(({ first, count }) => id >= first && id - first < count)
}

/** Lines of `inside outside count`, in columns. */
function parseIdMap(text: string): readonly { readonly first: number; readonly count: number }[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [first = Number.NaN, , count = Number.NaN] = line.trim().split(/ +/).map(Number)
    return { first, count }
  })
}
