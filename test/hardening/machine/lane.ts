import { pick, seeded } from '../../../scripts/matrix/random.ts'
import type { Control, Found } from '../suite.ts'
import { onMachine } from './machine.ts'

/** What one machine is to do. */
export interface LaneTask {
  readonly executable: string
  readonly seed: number
  /** Of the whole suite. */
  readonly size: number
  /** This machine takes each case whose place in the order is `lane`, counted modulo `lanes`. */
  readonly lane: number
  readonly lanes: number
}

/** What it found. */
export interface LaneAnswer {
  readonly cases: number
  /** How many runs ended how. */
  readonly endings: Readonly<Record<string, number>>
  /** Of each failed case what was done and what came of it. */
  readonly failures: readonly string[]
  readonly control: Control
}

/** Two machines at a time: a traced process and its tracer take turns, so each keeps one core busy. */
const LANES = 2

/** The cases of one lane: a sample that the seed alone decides, or all of them. */
export function shareOf<Case>(all: readonly Case[], { seed, size, lane, lanes }: LaneTask): Case[] {
  return pick(all, size, seeded(seed)).filter((_, at) => at % lanes === lane)
}

/** Shares the cases of a suite between machines, and adds up what they found. */
export async function runLanes(
  program: URL,
  executable: string,
  size: number,
  seed: number,
  lanes = LANES,
): Promise<Found> {
  const tasks = Array.from({ length: lanes }, (_, lane) => ({ executable, seed, size, lane, lanes }))
  const answers = await Promise.all(tasks.map((task) => onMachine<LaneTask, LaneAnswer>(program, task)))
  const failures = answers.flatMap((answer) => answer.failures)
  const control = answers[0]?.control ?? { harmed: 0, saw: 'nothing' }
  const cases = answers.reduce((sum, answer) => sum + answer.cases, 0)
  return { cases, failed: failures.length, notes: [endingsOf(answers), ...failures], control }
}

function endingsOf(answers: readonly LaneAnswer[]): string {
  const sums = new Map<string, number>()
  for (const { endings } of answers) {
    for (const [name, count] of Object.entries(endings)) sums.set(name, (sums.get(name) ?? 0) + count)
  }
  return [...sums].map(([name, count]) => `${name}: ${count}`).join(', ')
}
