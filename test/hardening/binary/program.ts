// One lane of the suite, on a machine of its own.
import fc from 'fast-check'
import type { LaneAnswer, LaneTask } from '../machine/lane.ts'
import { prepareMachine, readTask, report } from '../machine/rig.ts'
import { difference, snapshot } from '../machine/snapshot.ts'
import { anyCase, type Case } from '../malformed/generate.ts'
import type { Control } from '../suite.ts'
import { judge } from './judge.ts'
import { peakMemory } from './memory.ts'
import { naiveProgram } from './naive.ts'
import { Rig } from './rig.ts'

const STAGES = ['precreate', 'createRuntime', 'prestart'] as const
const UNSERVED = ['createContainer', 'startContainer', 'poststart', 'poststop', '', '--', 'PRECREATE', '../x']

/** A case with the name that the executable is called by. */
const anyCall = fc.oneof(
  { arbitrary: fc.tuple(anyCase, fc.constantFrom(...STAGES)).map(([given, name]) => called(given, name)), weight: 19 },
  { arbitrary: fc.tuple(anyCase, fc.constantFrom(...UNSERVED)).map(([given, name]) => ({ given, name })), weight: 1 },
)

/** createRuntime has an older name; what config.json is given to has one only. */
function called(given: Case, name: (typeof STAGES)[number]) {
  if (given.kind !== 'createRuntime') return { given, name: 'precreate' }
  return { given, name: name === 'precreate' ? 'createRuntime' : name }
}

/** Of the pages of the executable and Node's own start 50 MB are counted, which all runs share. */
const MAX_MEGABYTES = 150

report(await run(readTask<LaneTask>()))

async function run({ executable, seed, size, lane, lanes }: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const cases = fc.sample(anyCall, { numRuns: size, seed }).filter((_, at) => at % lanes === lane)
  const rig = new Rig(executable)
  const before = snapshot(executable)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  for (const [at, { given, name }] of cases.entries()) {
    const made = await rig.prepare(given)
    const ending = rig.call(name, made)
    const how = `exit ${ending.status ?? ending.signal}`
    endings[how] = (endings[how] ?? 0) + 1
    failures.push(...judge(made, name, ending).map((problem) => `case ${at * lanes + lane}, ${name}: ${problem}`))
  }
  const megabytes = peakMemory()
  await rig.end()
  if (megabytes > MAX_MEGABYTES) failures.push(`a run took ${megabytes} MB`)
  failures.push(...difference(before, snapshot(executable)))
  return { cases: cases.length, endings, failures, control: control(cases.map(({ given }) => given)) }
}

/** The naive hook has its turn with some of the documents. */
function control(cases: readonly Case[]): Control {
  const documents = cases.flatMap((given) => (given.kind === 'precreate' ? [given.config] : [])).slice(0, 40)
  const ends = documents.map(naiveProgram)
  const harmed = ends.filter((end) => end !== 'held').length
  return {
    harmed,
    saw: `a script of JSON.parse and JSON.stringify did harm with ${harmed} of ${documents.length} documents`,
  }
}
