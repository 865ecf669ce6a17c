import type { Random } from '../../../scripts/matrix/random.ts'
import { type Case, ENGINES, type Layout, possibleLayouts } from './axes.ts'

/** How many layouts each step chooses from. */
const CANDIDATES = 50

/** An equal number of layouts for each engine, such that few of them hold as many pairs of values as they can. */
export function choose(size: number, random: Random): Case[] {
  const each = Math.ceil(size / ENGINES.length)
  return ENGINES.flatMap((engine) =>
    spread(possibleLayouts(engine), each, random).map((layout) => ({ engine, layout })),
  )
}

/** Greedy: each step takes the candidate that brings the most new pairs. */
function spread(possible: readonly Layout[], count: number, random: Random): Layout[] {
  const pool = [...possible]
  const seen = new Set<string>()
  const chosen: Layout[] = []
  while (chosen.length < count && pool.length > 0) {
    const candidates = Array.from({ length: CANDIDATES }, () => Math.floor(random() * pool.length))
    const best = bestOf(candidates, pool, seen)
    for (const layout of pool.splice(best, 1)) {
      for (const pair of pairsOf(layout)) seen.add(pair)
      chosen.push(layout)
    }
  }
  return chosen
}

function bestOf(candidates: readonly number[], pool: readonly Layout[], seen: ReadonlySet<string>): number {
  let best = { at: 0, gain: -1 }
  for (const at of candidates) {
    const layout = pool[at]
    const gain = layout === undefined ? -1 : pairsOf(layout).filter((pair) => !seen.has(pair)).length
    if (gain > best.gain) best = { at, gain }
  }
  return best.at
}

function pairsOf(layout: Layout): string[] {
  const words = Object.entries(layout).map((entry) => entry.join('='))
  return words.flatMap((word, at) => words.slice(at + 1).map((other) => `${word} ${other}`))
}
