import { type Cell, idOf, type Trial } from './axes.ts'
import { cover } from './cover.ts'
import { pick, type Random } from './random.ts'
import { allCells } from './rules.ts'

/** Of the cells beyond the cover, the share that starts podman, which takes four times as long as a bare runtime. */
const PODMAN_SHARE = 0.12
/** Cells that are run once more without the hook: a matrix without refusals could not fail. */
const CONTROL_SHARE = 0.25

/** What is to be run, and what was left out as impossible. */
export interface Choice {
  readonly trials: readonly Trial[]
  /** How many of the trials it takes for every possible pair of values to appear with the hook. */
  readonly covering: number
  readonly possible: number
  readonly leftOut: ReadonlyMap<string, number>
}

/**
 * Chooses `count` trials: first the cells of a pairwise cover, then random ones, each with the hook; and controls for a
 * share of them. Never fewer than the cover needs.
 *
 * @param engines Those that are there.
 */
export function choose(count: number, engines: ReadonlySet<string>, random: Random): Choice {
  const all = allCells()
  const possible = all.possible.filter(({ engine }) => engines.has(engine))
  const covering = cover(possible, random)
  const hooked = [...covering, ...filling(possible, covering, Math.round(count * (1 - CONTROL_SHARE)), random)]
  const controls = pick(hooked, Math.max(count - hooked.length, Math.ceil(covering.length * CONTROL_SHARE)), random)
  const trials = [
    ...hooked.map((cell) => ({ cell, hooked: true })),
    ...controls.map((cell) => ({ cell, hooked: false })),
  ]
  return { trials, covering: covering.length, possible: possible.length, leftOut: all.leftOut }
}

function filling(possible: readonly Cell[], chosen: readonly Cell[], count: number, random: Random): Cell[] {
  const taken = new Set(chosen.map(wordsOf))
  const rest = possible.filter((cell) => !taken.has(wordsOf(cell)))
  const wanted = Math.max(count - chosen.length, 0)
  const podman = Math.round(wanted * PODMAN_SHARE)
  const slow = pick(rest.filter(usesPodman), podman, random)
  return [
    ...slow,
    ...pick(
      rest.filter((cell) => !usesPodman(cell)),
      wanted - slow.length,
      random,
    ),
  ]
}

export function usesPodman({ engine }: Cell): boolean {
  return engine.startsWith('podman')
}

function wordsOf(cell: Cell): string {
  return idOf({ cell, hooked: true })
}
