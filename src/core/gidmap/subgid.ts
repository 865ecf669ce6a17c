/** A line of subgid(5): `count` ids from `start` that a user may map into user namespaces. */
export interface SubordinateRange {
  readonly start: number
  readonly count: number
}

/** The ranges of a user; lines name the user or the uid. */
export function subordinateRanges(subgid: string, user: { name: string; uid: number }): SubordinateRange[] {
  return subgid.split('\n').flatMap((line) => {
    const [owner, start = '', count = ''] = line.trim().split(':')
    const isTheirs = owner === user.name || owner === `${user.uid}`
    return isTheirs && /^\d+$/.test(start) && /^\d+$/.test(count)
      ? [{ start: Number(start), count: Number(count) }]
      : []
  })
}

/** Whether one of the ranges has the id. */
export function hasId(ranges: readonly SubordinateRange[], id: number): boolean {
  return ranges.some(({ start, count }) => id >= start && id < start + count)
}

/**
 * The number that podman gives an id of the host in the user's namespace: 0 is the user's own group, and the ranges follow
 * from 1 on, in the order of their first ids and not of the file's lines (seen with podman 4.3; containers/storage,
 * NewIDMappings).
 */
export function numberInNamespace(ranges: readonly SubordinateRange[], id: number): number | undefined {
  let next = 1
  for (const { start, count } of [...ranges].sort((one, other) => one.start - other.start)) {
    if (id >= start && id < start + count) return next + id - start
    next += count
  }
  return undefined
}

/** Everybody's ranges. */
export function allRanges(text: string): { readonly first: number; readonly count: number }[] {
  const lines = text.split('\n').map((line) => /^[^:]*:(\d+):(\d+)$/.exec(line.trim()))
  return lines.flatMap((match) => (match === null ? [] : [{ first: Number(match[1]), count: Number(match[2]) }]))
}
