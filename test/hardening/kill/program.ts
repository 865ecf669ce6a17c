/** One lane of the suite, on a machine of its own. */
import { allCases, type Case, endingOf, KILL, meet, show } from '../faults/fault.ts'
import { OWNER } from '../machine/flows.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { naiveHook } from '../machine/naive.ts'
import { prepareMachine, readTask, report, tryHook } from '../machine/rig.ts'
import type { Control } from '../suite.ts'

const CONTROL_POINTS = [1, 2, 3, 4, 5, 6]

report(await run(readTask<LaneTask>()))

async function run(task: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const chosen = shareOf(await allCases(task.executable, [KILL]), task)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  for (const each of chosen) {
    const verdict = await meet(each, task.executable)
    const how = endingOf(verdict)
    endings[how] = (endings[how] ?? 0) + 1
    const problems = [...verdict.problems, ...(await nextStart(each, task.executable))]
    if (problems.length > 0) failures.push(`${show(each)}: ${how}: ${problems.join('; ')}`)
  }
  return { cases: chosen.length, endings, failures, control: await control() }
}

async function nextStart({ flow }: Case, executable: string): Promise<string[]> {
  const { ending, problems } = await tryHook(flow, executable)
  const all = ending.status === 0 ? problems : [...problems, `ended with ${ending.status}: ${ending.stderr}`]
  return all.map((problem) => `the next start: ${problem}`)
}

/** The naive hook, killed while it waits for the commands that it runs. */
async function control(): Promise<Control> {
  const hook = naiveHook()
  let harmed = 0
  for (const nth of CONTROL_POINTS) {
    const strace = ['-f', '-e', 'trace=wait4', '-e', `inject=wait4:${KILL}:when=${nth}`]
    const { problems } = await tryHook(OWNER, hook, { strace })
    harmed += problems.some((problem) => problem.startsWith('+ file')) ? 1 : 0
  }
  return { harmed, saw: `its notes stay behind at ${harmed} of ${CONTROL_POINTS.length} points` }
}
