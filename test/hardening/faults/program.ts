/** One lane of the suite, on a machine of its own. */
import { OWNER } from '../machine/flows.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { naiveHook } from '../machine/naive.ts'
import { prepareMachine, readTask, report, tryHook } from '../machine/rig.ts'
import type { Control } from '../suite.ts'
import { allCases, endingOf, meet, show } from './fault.ts'

const ERRORS = ['EPERM', 'EACCES', 'ENOENT', 'EMFILE', 'ENOMEM', 'ENOSPC', 'EIO', 'EINTR', 'EAGAIN', 'ENOSYS']

report(await run(readTask<LaneTask>()))

async function run(task: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const faults = ERRORS.map((error) => `error=${error}`)
  const chosen = shareOf(await allCases(task.executable, faults), task)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  for (const each of chosen) {
    const verdict = await meet(each, task.executable)
    const how = endingOf(verdict)
    endings[how] = (endings[how] ?? 0) + 1
    if (verdict.problems.length > 0) failures.push(`${show(each)}: ${how}: ${verdict.problems.join('; ')}`)
  }
  return { cases: chosen.length, endings, failures, control: await control() }
}

/** The naive hook, whose chown(1) fails: it exits 0, and the device stays closed. */
async function control(): Promise<Control> {
  const hook = naiveHook()
  let harmed = 0
  for (const error of ERRORS) {
    const strace = ['-f', '-e', 'trace=fchownat', '-e', `inject=fchownat:error=${error}:when=1`]
    const { problems } = await tryHook(OWNER, hook, { strace })
    harmed += problems.some((problem) => problem.startsWith('exit 0')) ? 1 : 0
  }
  return { harmed, saw: `exit 0 with a closed device at ${harmed} of ${ERRORS.length} errors` }
}
