/** One lane of the suite, on a machine of its own. */
import { fileURLToPath } from 'node:url'
import type { Flow } from '../machine/flows.ts'
import { runHook } from '../machine/hook.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { prepareMachine, readTask, report, runTwice, script } from '../machine/rig.ts'
import type { Control } from '../suite.ts'
import { brokenRuns } from './broken.ts'
import { isMutation } from './mutations.ts'
import { breaches, RULES } from './rules.ts'
import { readRun, showStep } from './run.ts'
import { SAMPLES } from './samples.ts'

const NAIVE = fileURLToPath(new URL('naive-program.ts', import.meta.url))

report(await run(readTask<LaneTask>()))

async function run(task: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const chosen = shareOf(SAMPLES, task)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  for (const flow of chosen) {
    const { how, problems } = await judge(flow, task.executable)
    endings[how] = (endings[how] ?? 0) + 1
    if (problems.length > 0) failures.push(`${flow.name}: ${how}: ${problems.join('; ')}`)
  }
  // One machine does them, whatever the seed chose.
  const broken = task.lane === 0 ? await brokenRuns(task.executable) : { cases: 0, failures: [] }
  failures.push(...broken.failures)
  return { cases: chosen.length + broken.cases, endings, failures, control: await control() }
}

/** Both of two runs keep the rules, and the second finds everything done. */
async function judge(flow: Flow, executable: string): Promise<{ how: string; problems: string[] }> {
  const { endings, left } = await runTwice(flow, executable)
  const [first, second] = endings.map(({ trace }) => readRun(trace))
  const [before, after] = endings.map(({ status, signal }) => signal ?? `exit ${status}`)
  const again = before === 'exit 0' ? (second?.own ?? []).filter(isMutation).map(showStep) : []
  const problems = [first, second].flatMap((one) => (one === undefined ? ['it did not run'] : breaches(one)))
  const told = before === after ? [] : [`the second run ended with ${after}`]
  return {
    how: before ?? '',
    problems: [...left, ...problems, ...told, ...again.map((call) => `the second run changed: ${call}`)],
  }
}

async function traceOf(program: string): Promise<string> {
  const hook = script('naive', `exec ${process.execPath} ${program}`)
  const { status, stderr, trace } = await runHook({ executable: hook, stage: '', stdin: '', strace: ['-f'] })
  if (status === 0) return trace
  throw new Error(`The naive program did not come to its end: ${stderr}`)
}

async function control(): Promise<Control> {
  const run = readRun(await traceOf(NAIVE))
  const seen = RULES.filter(({ broken }) => broken(run).length > 0)
  const missed = RULES.filter((rule) => !seen.includes(rule)).map(({ name }) => name)
  if (missed.length > 0) throw new Error(`The oracle did not see a naive program break: ${missed.join('; ')}`)
  return { harmed: seen.length, saw: `each of ${RULES.length} rules is broken, and seen to be` }
}
