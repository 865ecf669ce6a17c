import { readFileSync } from 'node:fs'
import { OPENED } from '../machine/flows.ts'
import { type Step, stepsOf, unknownNumber } from '../machine/steps.ts'
import { breaches } from '../oracle/rules.ts'
import { readRun } from '../oracle/run.ts'
import { type Kind, makeBundle } from './bundle.ts'
import { type RuntimeName, runContainer, STRACE, TRACE } from './start.ts'

const COUNT = 20

/** Memory and locks, of which a run needs more or less as it likes, and the end of the run. */
const NOT_SURE = ['mmap', 'munmap', 'madvise', 'mprotect', 'brk', 'futex', 'exit_group']

/** What a start with nothing in its way shows: points all over the hook's run, and the oracle's rules that it broke. */
export async function recordPoints(runtime: RuntimeName, kind: Kind, executable: string) {
  const said = await runContainer(runtime, makeBundle(kind, [...STRACE, executable, 'createRuntime']))
  if (said !== OPENED) throw new Error(`${runtime}, ${kind}: found "${said}", expected "${OPENED}"`)
  const trace = readFileSync(TRACE, 'utf8')
  return { points: spread(stepsOf(trace)), broken: breaches(readRun(trace)) }
}

function spread(steps: readonly Step[]): Step[] {
  const possible = steps.filter(({ name }) => unknownNumber(name) === undefined && !NOT_SURE.includes(name))
  return possible.filter((_, at) => at === 0 || share(at, possible.length) !== share(at - 1, possible.length))
}

/** The share of the run that a step belongs to. */
function share(at: number, length: number): number {
  return Math.floor((at * COUNT) / length)
}
