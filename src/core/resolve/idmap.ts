import { UNMAPPED, type Unmapped } from '../model/ids.ts'

/** One line of /proc/<pid>/uid_map: `count` ids from `inside` are the ids from `outside` in the parent namespace. */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}
/** A whole map, as user_namespaces(7) describes it; no ids overlap, the kernel sees to that. */
export type IdMap = readonly IdRange[]

/** The map of the initial user namespace: every id but -1 is itself. */
export const IDENTITY_MAP: IdMap = [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }]

/** From the namespace to its parent. */
export function toOutside(map: IdMap, id: number): number | Unmapped {
  const range = map.find(({ inside, count }) => id >= inside && id < inside + count)
  return range === undefined ? UNMAPPED : id - range.inside + range.outside
}

/** From the parent to the namespace. */
export function toInside(map: IdMap, id: number): number | Unmapped {
  const range = map.find(({ outside, count }) => id >= outside && id < outside + count)
  return range === undefined ? UNMAPPED : id - range.outside + range.inside
}

/** Reads /proc/<pid>/{uid,gid}_map: three numbers a line, separated by spaces. */
export function parseIdMap(text: string): IdMap {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [inside = Number.NaN, outside = Number.NaN, count = Number.NaN] = line.trim().split(/ +/).map(Number)
    return { inside, outside, count }
  })
}

/** Whether `map` leaves every id what it is: the process is in the initial user namespace, or in one just like it. */
export function isIdentity(map: IdMap): boolean {
  return map.length === 1 && map[0]?.inside === 0 && map[0].outside === 0 && map[0].count === 2 ** 32 - 1
}

/** One map for two namespaces, the second within the first. Ids that miss a link of the chain are in no range. */
export function compose(inner: IdMap, outer: IdMap): IdMap {
  return inner.flatMap((low) => outer.flatMap((high) => overlap(low, high)))
}

function overlap(low: IdRange, high: IdRange): IdRange[] {
  const from = Math.max(low.outside, high.inside)
  const to = Math.min(low.outside + low.count, high.inside + high.count)
  if (from >= to) return []
  return [{ inside: low.inside + from - low.outside, outside: high.outside + from - high.inside, count: to - from }]
}
