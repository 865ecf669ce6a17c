import { deserialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Control, Found, Suite } from '../suite.ts'
import type { Case } from './generate.ts'
import { Marks } from './marks.ts'
import { save, savedCases } from './saved.ts'
import { tryCase } from './try.ts'
import type { Share } from './workload.ts'

/**
 * Malformed input, in process: real documents changed by grammar and by byte, through the pipeline of both stages with a
 * machine in memory, and policy files through their parser.
 *
 * What must be refused is said by a second set of parsers and rules (reference/), and what may be written by a comparison
 * of input and output.
 */
export const malformed: Suite = { name: 'malformed', ci: 50_000, full: 1_000_000, run }

const THREADS = 2
/** A thread that begins no case for so long hangs: forty times the second that one case may take on a busy machine. */
const MAX_STILL_MS = 40_000
const LOOK_MS = 1000

async function run(size: number, seed: number): Promise<Found> {
  const replayed = await replay()
  const share = Math.ceil(size / THREADS)
  const found = await Promise.all(Array.from({ length: THREADS }, (_, thread) => inThread(share, seed + thread)))
  const failures = [...replayed, ...found.flatMap(failureOf)]
  return {
    cases: found.reduce((sum, { cases }) => sum + cases, 0),
    failed: failures.length,
    notes: [`ends: ${show(sum(found.map(({ ends }) => ends)))}`, ...failures],
    control: controlOf(sum(found.map(({ naive }) => naive))),
  }
}

/** What once failed must hold from then on. */
async function replay(): Promise<string[]> {
  const tried = savedCases().map(async ([name, given]) => ({ name, ...(await tryCase(given)) }))
  return (await Promise.all(tried)).flatMap(({ name, problems }) => problems.map((each) => `saved/${name}: ${each}`))
}

function inThread(size: number, seed: number): Promise<Share> {
  const shared = Marks.shared()
  const marks = new Marks(shared)
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { size, seed, shared } })
  return new Promise((resolve, reject) => {
    let [count, since] = [0, performance.now()]
    const end = (share: Share) => {
      clearInterval(timer)
      worker.terminate().then(() => resolve(share), reject)
    }
    const stop = (problem: string) => end(stopped(marks, problem))
    const timer = setInterval(() => {
      if (marks.count !== count) [count, since] = [marks.count, performance.now()]
      else if (performance.now() - since > MAX_STILL_MS) stop(`it hangs: ${MAX_STILL_MS} ms`)
    }, LOOK_MS)
    worker.once('message', end)
    worker.once('error', (error) => stop(`the thread ended: ${error}`))
  })
}

function stopped(marks: Marks, problem: string): Share {
  const given: Case = deserialize(marks.last)
  const naive = { held: 0, 'ended in an exception': 0, 'took JSON of two meanings': 0, 'changed other values': 0 }
  return { cases: marks.count, ends: {}, naive, failure: { given, problems: [problem] } }
}

function failureOf({ failure }: Share): string[] {
  return failure === undefined ? [] : [`${save(failure.given)}: ${failure.problems.join('; ')}`]
}

function controlOf({ held = 0, ...harm }: Readonly<Record<string, number>>): Control {
  const harmed = Object.values(harm).reduce((total, count) => total + count, 0)
  return { harmed, saw: `JSON.parse and JSON.stringify, ${held + harmed} documents: ${show(harm)}` }
}

function sum(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [key, count] of records.flatMap(Object.entries<number>)) total[key] = (total[key] ?? 0) + count
  return total
}

function show(counts: Readonly<Record<string, number>>): string {
  const ordered = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return ordered.map(([name, count]) => `${count} ${name}`).join(', ')
}
