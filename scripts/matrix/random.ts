/** Numbers from 0 up to, but not, 1. The same seed gives the same numbers on every machine. */
export type Random = () => number

/** mulberry32: 32 bits of state, good enough to choose cells, and short enough to be read. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `count` different items, or all of them when there are fewer. */
export function pick<T>(items: readonly T[], count: number, random: Random): T[] {
  const pool = [...items]
  const end = Math.min(count, pool.length)
  for (let at = 0; at < end; at++) {
    const other = at + Math.floor(random() * (pool.length - at))
    const [a, b] = [pool[at], pool[other]]
    if (a === undefined || b === undefined) break
    pool[at] = b
    pool[other] = a
  }
  return pool.slice(0, end)
}
