import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hasEnded, processesOf, signal, until } from '../machine/processes.ts'
import { parseTrace } from '../machine/trace.ts'
import { isMutation } from '../oracle/mutations.ts'
import { readRun, type Step, showStep } from '../oracle/run.ts'
import { clearState, type RuntimeName, STRACE, startContainer, TRACE } from './start.ts'

const STOPPED = '--- stopped by SIGSTOP ---'

/**
 * Starts a container whose hook comes to a halt, kills the runtime, and lets the hook go on.
 *
 * @param executable What the hook's process executes.
 * @returns What it changed after its runtime was dead.
 */
export async function makeOrphan(runtime: RuntimeName, bundle: string, executable: string): Promise<string[]> {
  rmSync(TRACE, { force: true })
  const child = startContainer(runtime, bundle)
  const ended = once(child, 'exit')
  await until(() => child.exitCode !== null || isStopped())
  const [hook] = processesOf(executable)
  if (hook === undefined || !isStopped()) throw new Error(`${runtime} came to its end before the hook was stopped`)
  child.kill('SIGKILL')
  await ended
  signal(hook, 'SIGCONT')
  await until(() => hasEnded(hook) && processesOf(STRACE[0]).length === 0)
  clearState(runtime)
  return changesAfterStop(readFileSync(TRACE, 'utf8')).map(showStep)
}

/**
 * Changes of what others can reach. In its own mount namespace, between unshare and setns, a hook prepares what nobody will
 * ever see when it is not published. And a change that follows its own check, made before the kill, cannot know: it goes
 * to the inode that is held, of the container that has died.
 */
function changesAfterStop(trace: string): Step[] {
  const { all } = readRun(trace)
  const before = parseTrace(trace.slice(0, trace.indexOf(STOPPED))).length
  const from = all.findIndex(({ name }) => name === 'unshare')
  const to = all.findIndex(({ name }) => name === 'setns')
  const isPrivate = (at: number) => from >= 0 && at > from && (to < 0 || at < to)
  return all.filter(
    (step, at) => at >= before && isMutation(step) && !isPrivate(at) && !isChecked(all.slice(0, at), before),
  )
}

/** Whether the last thing done before was to ask the pidfd, before the kill, and nothing was changed since. */
function isChecked(earlier: readonly Step[], kill: number): boolean {
  const check = earlier.findLastIndex(({ name, args }) => name === 'poll' && args.includes('events=POLLIN'))
  return check >= 0 && check < kill && !earlier.slice(check).some(isMutation)
}

/** Not by the state of the process: every call that strace looks at is a stop for a moment. */
function isStopped(): boolean {
  return existsSync(TRACE) && readFileSync(TRACE, 'utf8').includes(STOPPED)
}
