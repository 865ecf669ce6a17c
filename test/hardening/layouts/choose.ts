import { pick, type Random } from '../../../scripts/matrix/random.ts'
import { type Case, ENGINES, type Layout, possibleLayouts } from './axes.ts'

/** How many layouts each step chooses from. */
const CANDIDATES = 100

/** An equal number of layouts for each engine, such that few of them hold as many pairs of values as they can. */
export function choose(size: number, random: Random): Case[] {
  const each = Math.ceil(size / ENGINES.length)
  return ENGINES.flatMap((engine) =>
    spread(possibleLayouts(engine), each, random).map((layout) => ({ engine, layout })),
  )
}

function spread(possible: readonly Layout[], count: number, random: Random): Layout[] {
  const rest = new Set(possible)
  const seen = new Set<string>()
  const chosen: Layout[] = []
  while (chosen.length < count && rest.size > 0) {
    const best = bestOf(pick([...rest], CANDIDATES, random), seen)
    if (best === undefined) break
    rest.delete(best)
    for (const pair of pairsOf(best)) seen.add(pair)
    chosen.push(best)
  }
  return chosen
}

function bestOf(layouts: readonly Layout[], seen: ReadonlySet<string>): Layout | undefined {
  const gain = (layout: Layout) => pairsOf(layout).filter((pair) => !seen.has(pair)).length
  return layouts.toSorted((one, other) => gain(other) - gain(one))[0]
}

function pairsOf(layout: Layout): string[] {
  const words = Object.entries(layout).map((entry) => entry.join('='))
  return words.flatMap((word, at) => words.slice(at + 1).map((other) => `${word} ${other}`))
}
