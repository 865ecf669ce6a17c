// The whole suite, on a machine of its own.
import { fileURLToPath } from 'node:url'
import { type Flow, OWNER } from '../machine/flows.ts'
import { naiveHook } from '../machine/naive.ts'
import { prepareMachine, readTask, report, tryHook, type Verdict } from '../machine/rig.ts'
import { RULES } from '../oracle/rules.ts'
import { readRun, type Step, showStep } from '../oracle/run.ts'
import type { Control, Found } from '../suite.ts'
import { type Expected, expectedOf } from './expected.ts'
import { FEATURES, numberOf } from './features.ts'
import { ALL_FLOWS } from './flows.ts'

const DENY = fileURLToPath(new URL('../machine/deny.ts', import.meta.url))
/** What "never the string path" means in system calls. */
const BY_DESCRIPTOR = RULES.filter(({ name }) => /by descriptor|without reading or writing/.test(name))
/** Calls with a path alone: strace takes no time from the others. */
const TRACED = ['-f', '--seccomp-bpf', '-e', 'trace=%file', '-v', '-s', '4096']

report(await run(readTask<{ executable: string; size: number }>()))

async function run({ executable, size }: { executable: string; size: number }): Promise<Found> {
  prepareMachine()
  const all = FEATURES.flatMap((feature) => ALL_FLOWS.map((flow) => ({ feature, flow })))
  const cases = all.slice(0, size)
  const failures: string[] = []
  let works = 0
  for (const { feature, flow } of cases) {
    const expected = expectedOf(feature, flow.name)
    const problems = judge(expected, await without(feature, flow, executable))
    works += expected === 'works' ? 1 : 0
    failures.push(...problems.map((problem) => `without ${feature}, ${flow.name}: ${problem}`))
  }
  const summary = `${works} work by a fallback or without need, ${cases.length - works} are refused`
  return { cases: cases.length, failed: failures.length, notes: [summary, ...failures], control: await control() }
}

function without(feature: string, flow: Flow, executable: string): Promise<Verdict> {
  const under = [process.execPath, DENY, `${numberOf(feature)}`, 'ENOSYS']
  return tryHook(flow, executable, { under, strace: TRACED })
}

function judge(expected: Expected, { ending, problems }: Verdict): string[] {
  const run = readRun(ending.trace)
  const paths = BY_DESCRIPTOR.flatMap(({ name, broken }) =>
    broken(run)
      .filter((step) => !isFallback(step))
      .map((step) => `it ${name}, except ${showStep(step)}`),
  )
  const end = `exit ${ending.status ?? ending.signal}: ${ending.stderr.trim()}`
  if (expected === 'works') return [...problems, ...paths, ...(ending.status === 0 ? [] : [end])]
  const isClear =
    ending.status === expected.exit && expected.says.test(ending.stderr) && /^[^\n]+\n$/.test(ending.stderr)
  return [...problems, ...paths, ...(isClear ? [] : [`${end}; expected ${expected.exit} and ${expected.says}`])]
}

/** For fchmodat2: a descriptor's number in a checked /proc/thread-self/fd, as docs/kernel-features.md says. */
function isFallback({ name, parts }: Step): boolean {
  return name === 'fchmodat' && /^\d+$/.test(parts[0] ?? '') && /^"\d+"$/.test(parts[1] ?? '')
}

async function control(): Promise<Control> {
  const { ending } = await tryHook(OWNER, naiveHook(), { strace: TRACED })
  const run = readRun(ending.trace)
  const harmed = BY_DESCRIPTOR.flatMap(({ broken }) => broken(run)).length
  return { harmed, saw: `a hook that calls chown on a path of the container: ${harmed} changes by path` }
}
