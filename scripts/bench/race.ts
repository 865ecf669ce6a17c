import type { Random } from '../matrix/random.ts'
import type { Cost } from './spawn.ts'
import { quantile } from './statistics.ts'

/** One thing to measure, among others of its heat. */
export interface Runner {
  /** Those of one heat are compared with each other. */
  readonly heat: string
  readonly name: string
  /** Brings about what a run needs, outside the measured time. */
  readonly before?: () => void
  readonly run: () => Cost
}

/** What all runs of one runner came to, in milliseconds. */
export interface Result {
  readonly heat: string
  readonly name: string
  readonly runs: number
  readonly p10: number
  readonly p25: number
  readonly median: number
  readonly p90: number
  /** Median of user and system time. */
  readonly cpu: number
}

/**
 * Runs every runner once a round, each round in an order of its own.
 *
 * Machines change speed, some of them twofold between one second and the next: measuring one program a hundred times
 * and then the other compares two states of the machine. Interleaved, both meet both states.
 */
export function race(runners: readonly Runner[], rounds: number, random: Random, tell: Tell): Result[] {
  const costs = runners.map((): Cost[] => [])
  for (let round = 1; round <= rounds; round++) {
    for (const at of shuffled(runners.length, random)) costs[at]?.push(once(runners[at]))
    tell(`round ${round} of ${rounds}`)
  }
  return runners.map(({ heat, name }, at) => ({ heat, name, ...summary(costs[at] ?? []) }))
}

/** Tells a person how far it is. */
export type Tell = (progress: string) => void

function once(runner: Runner | undefined): Cost {
  runner?.before?.()
  return runner?.run() ?? { wall: Number.NaN, cpu: Number.NaN }
}

function summary(costs: readonly Cost[]) {
  const walls = costs.map(({ wall }) => wall)
  const [p10, p25, median, p90] = [0.1, 0.25, 0.5, 0.9].map((part) => quantile(walls, part))
  const cpu = quantile(
    costs.map((cost) => cost.cpu),
    0.5,
  )
  return { runs: costs.length, p10: p10 ?? 0, p25: p25 ?? 0, median: median ?? 0, p90: p90 ?? 0, cpu }
}

/** The numbers below `count` in random order: Fisher and Yates. */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, at) => at)
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [order[at], order[other]]
    if (a !== undefined && b !== undefined) [order[at], order[other]] = [b, a]
  }
  return order
}
