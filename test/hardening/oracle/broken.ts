import type { Container } from '../machine/container.ts'
import { type Flow, OWNER, PRIVATE, startContainer } from '../machine/flows.ts'
import { type Ending, runHook } from '../machine/hook.ts'
import { script, WORK } from '../machine/rig.ts'
import { looksUp } from './rules.ts'
import { readRun, showStep } from './run.ts'

/** A call that fails when there is no way back, and after which nothing may be looked up by name. */
interface Break {
  readonly name: string
  readonly flow: Flow
  /** What runs the hook; it is given the executable. */
  readonly command?: string
  /** As strace's `inject` says it. */
  readonly fault: string
}

/** The way back from another's identity: of the calls before it one asks, one changes, and one reads back. */
const STAYS_SOMEBODY_ELSE = 'setfsuid:retval=0:when=4'

/** The first one puts the private node together, in the hook's own namespace. */
const IS_NOT_PUBLISHED = 'move_mount:error=EINVAL:when=2'

const BREAKS: readonly Break[] = [
  { name: 'publish fails in the namespace of the container', flow: PRIVATE, fault: IS_NOT_PUBLISHED },
  { name: 'an identity is not taken back', flow: OWNER, fault: STAYS_SOMEBODY_ELSE },
  {
    name: 'an identity is not taken back by the hook of CDI specs',
    flow: PRIVATE,
    command: 'create-symlinks --link /dev/stable /dev/video2',
    fault: STAYS_SOMEBODY_ELSE,
  },
]

/** What the hook does wrong once it is broken: with nobody at its stderr, it might go and look for somebody. */
export async function brokenRuns(executable: string): Promise<{ cases: number; failures: string[] }> {
  const failures: string[] = []
  for (const each of BREAKS) {
    const problems = problemsOf(await breakIt(each, executable))
    failures.push(...problems.map((problem) => `${each.name}: ${problem}`))
  }
  return { cases: BREAKS.length, failures }
}

async function breakIt({ flow, command, fault }: Break, executable: string): Promise<Ending> {
  const container: Container = await startContainer(flow, `${WORK}/broken`)
  const hook = command === undefined ? executable : script('links', `exec ${executable} ${command}`)
  const stage = command === undefined ? flow.stage : ''
  const strace = ['-f', '-e', `inject=${fault}`]
  const ending = await runHook({ executable: hook, stage, stdin: container.state, strace, stderr: 'ignore' })
  await container.destroy()
  return ending
}

function problemsOf({ status, trace }: Ending): string[] {
  const { own, mainThread } = readRun(trace)
  const at = own.findIndex(({ injected }) => injected)
  if (at < 0) return [`the call was not met (exit ${status})`]
  const after = own.slice(at + 1).filter((step) => step.tid === mainThread && looksUp(step))
  const ended = status === 0 ? ['it ended as if all was well'] : []
  return [...ended, ...after.map((step) => `it looked something up afterwards: ${showStep(step)}`)]
}
