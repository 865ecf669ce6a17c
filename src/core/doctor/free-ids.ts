/** A range of subordinate ids, as subuid(5) has them. */
export interface IdRange {
  readonly first: number
  readonly count: number
}

/** SUB_UID_MIN and SUB_GID_MIN of login.defs(5). */
const FIRST = 100_000
/** (uid_t)-1 is no id: chown(2) takes it for "leave it". */
const LAST = 2 ** 32 - 2

/** The first `count` ids that nobody has; undefined when the ids that there are do not suffice. */
export function firstFree(ranges: readonly IdRange[], count: number): number | undefined {
  const taken = [...ranges].sort((one, other) => one.first - other.first)
  let free = FIRST
  for (const range of taken) {
    if (range.first - free >= count) break
    free = Math.max(free, range.first + range.count)
  }
  return free + count - 1 <= LAST ? free : undefined
}
