import { anchors } from './anchors.ts'
import { type Cell, idOf, type Trial } from './axes.ts'
import { cover } from './cover.ts'
import { pick, type Random } from './random.ts'
import { allCells } from './rules.ts'

/** Of the cells beyond the cover, the share that starts podman, which takes four times as long as a bare runtime. */
const PODMAN_SHARE = 0.12
/** Cells that are run once more without the hook: a matrix without refusals could not fail. */
const CONTROL_SHARE = 0.2

/** What is to be run, and what was left out as impossible. */
export interface Choice {
  readonly trials: readonly Trial[]
  /** How many of the trials it takes for every possible pair of values to appear with the hook. */
  readonly covering: number
  readonly possible: number
  readonly leftOut: ReadonlyMap<string, number>
}

/**
 * Chooses `count` trials: the anchors and a pairwise cover, then random cells, each with the hook; and controls for the
 * anchors and a share of the others. Never fewer than anchors and cover need.
 *
 * @param engines Those that are there.
 */
export function choose(count: number, engines: ReadonlySet<string>, random: Random): Choice {
  const all = allCells()
  const possible = all.possible.filter(({ engine }) => engines.has(engine))
  const fixed = anchors(engines)
  const covering = cover(possible, random)
  const needed = without(covering, fixed)
  const wanted = Math.round(count * (1 - CONTROL_SHARE)) - fixed.length - needed.length
  const others = [...needed, ...filling(without(possible, [...fixed, ...needed]), Math.max(wanted, 0), random)]
  const controls = pick(others, Math.round(others.length * CONTROL_SHARE), random)
  return {
    trials: [...[...fixed, ...others].map(withHook), ...[...fixed, ...controls].map(withoutHook)],
    covering: covering.length,
    possible: possible.length,
    leftOut: all.leftOut,
  }
}

function filling(rest: readonly Cell[], wanted: number, random: Random): Cell[] {
  const slow = pick(rest.filter(usesPodman), Math.round(wanted * PODMAN_SHARE), random)
  return [
    ...slow,
    ...pick(
      rest.filter((cell) => !usesPodman(cell)),
      wanted - slow.length,
      random,
    ),
  ]
}

function without(cells: readonly Cell[], taken: readonly Cell[]): Cell[] {
  const ids = new Set(taken.map((cell) => idOf(withHook(cell))))
  return cells.filter((cell) => !ids.has(idOf(withHook(cell))))
}

function withHook(cell: Cell): Trial {
  return { cell, hooked: true }
}

function withoutHook(cell: Cell): Trial {
  return { cell, hooked: false }
}

export function usesPodman({ engine }: Cell): boolean {
  return engine.startsWith('podman')
}
