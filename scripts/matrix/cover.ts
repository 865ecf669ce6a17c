import { AXES, AXIS_NAMES, type Axis, type Cell } from './axes.ts'
import { pick, type Random } from './random.ts'

/** How many cells each step chooses from: more would give a slightly smaller cover, slower. */
const CANDIDATES = 200

/**
 * Cells that hold every pair of values of two axes that some possible cell holds: most faults of software need no more
 * than two things to come together (Kuhn, Wallace, Gallo, IEEE TSE 30(6), 2004).
 *
 * Greedy: each step takes the candidate that brings the most new pairs.
 */
export function cover(possible: readonly Cell[], random: Random): Cell[] {
  const missing = everyPair(possible)
  const chosen: Cell[] = []
  while (missing.size > 0) {
    const best = bestOf(candidates(possible, missing, random), missing)
    if (best === undefined) break
    for (const pair of pairsOf(best)) missing.delete(pair)
    chosen.push(best)
  }
  return chosen
}

/** The pairs of all cells, two axes at a time: written down cell by cell they are millions. */
function everyPair(cells: readonly Cell[]): Set<string> {
  const pairs = AXIS_NAMES.flatMap((axis, at) =>
    AXIS_NAMES.slice(at + 1).flatMap((other) => pairsOn(axis, other, cells)),
  )
  return new Set(pairs)
}

function pairsOn(axis: Axis, other: Axis, cells: readonly Cell[]): string[] {
  const seen = new Map<string, Set<string>>(AXES[axis].map((value) => [value, new Set()]))
  for (const cell of cells) seen.get(cell[axis])?.add(cell[other])
  return [...seen].flatMap(([value, others]) => [...others].map((word) => `${axis}=${value} ${other}=${word}`))
}

/** Every pair of values of a cell. */
export function pairsOf(cell: Cell): string[] {
  const words = AXIS_NAMES.map((axis) => `${axis}=${cell[axis]}`)
  return words.flatMap((word, at) => words.slice(at + 1).map((other) => `${word} ${other}`))
}

/** Random cells; once those bring nothing new, the ones that hold a pair still missing. */
function candidates(possible: readonly Cell[], missing: ReadonlySet<string>, random: Random): Cell[] {
  const some = pick(possible, CANDIDATES, random)
  if (some.some((cell) => gain(cell, missing) > 0)) return some
  const [pair = ''] = missing
  return pick(possible.filter(holding(pair)), CANDIDATES, random)
}

/** Whether a cell holds a pair, without writing down all of its pairs. */
function holding(pair: string): (cell: Cell) => boolean {
  const wanted = new Set(pair.split(' '))
  const axes = AXIS_NAMES.filter((axis) => AXES[axis].some((value) => wanted.has(`${axis}=${value}`)))
  return (cell) => axes.every((axis) => wanted.has(`${axis}=${cell[axis]}`))
}

function bestOf(cells: readonly Cell[], missing: ReadonlySet<string>): Cell | undefined {
  let best: { cell: Cell; gain: number } | undefined
  for (const cell of cells) {
    const bringing = gain(cell, missing)
    if (bringing > (best?.gain ?? 0)) best = { cell, gain: bringing }
  }
  return best?.cell
}

function gain(cell: Cell, missing: ReadonlySet<string>): number {
  return pairsOf(cell).filter((pair) => missing.has(pair)).length
}
