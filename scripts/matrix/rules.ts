import { AXES, AXIS_NAMES, type Cell } from './axes.ts'

/** A reason why some cells cannot exist. */
export interface Rule {
  readonly reason: string
  readonly forbids: (cell: Cell) => boolean
}

/** Cells that no engine and no kernel could be brought into. */
export const RULES: readonly Rule[] = [
  {
    reason: 'without a user namespace every group is mapped',
    forbids: ({ situation, gid }) => situation === 'rootful' && gid === 'unmapped',
  },
  {
    reason: 'a group without a number in the container cannot stand in additionalGids',
    forbids: ({ member, gid }) => member === 'identity' && gid === 'unmapped',
  },
  {
    reason: 'root, who starts rootful containers, needs no group',
    forbids: ({ member, situation }) => member === 'caller' && !isRootless(situation),
  },
]

/** Whether containers of a situation are started by an ordinary user. */
export function isRootless(situation: Cell['situation']): boolean {
  return situation === 'rootless' || situation === 'keep-id'
}

export function isPossible(cell: Cell): boolean {
  return RULES.every(({ forbids }) => !forbids(cell))
}

/** Every cell that can exist, and how many each rule leaves out (the first that forbids a cell counts it). */
export function allCells(): { readonly possible: readonly Cell[]; readonly leftOut: ReadonlyMap<string, number> } {
  const possible: Cell[] = []
  const leftOut = new Map(RULES.map(({ reason }) => [reason, 0]))
  for (const cell of product()) {
    const rule = RULES.find(({ forbids }) => forbids(cell))
    if (rule === undefined) possible.push(cell)
    else leftOut.set(rule.reason, (leftOut.get(rule.reason) ?? 0) + 1)
  }
  return { possible, leftOut }
}

function product(): Cell[] {
  const partial = AXIS_NAMES.reduce<Partial<Cell>[]>(
    (cells, axis) => cells.flatMap((cell) => AXES[axis].map((value) => ({ ...cell, [axis]: value }))),
    [{}],
  )
  return partial as Cell[] // Every axis was given a value.
}
