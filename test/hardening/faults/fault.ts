import { fileURLToPath } from 'node:url'
import { FLOWS, type Flow } from '../machine/flows.ts'
import type { HookRun } from '../machine/hook.ts'
import { tryHook, type Verdict } from '../machine/rig.ts'
import { mayFail, type Step, stepsOf, unknownNumber } from '../machine/steps.ts'
import { parseTrace } from '../machine/trace.ts'

/** What strace sends on the way into a call: the process ends before it. */
export const KILL = 'signal=SIGKILL'

/** One fault at one step. */
export interface Case {
  readonly flow: Flow
  readonly step: Step
  /** What strace does in the place of the call, as its `inject` says it. */
  readonly fault: string
}

const DENY = fileURLToPath(new URL('../machine/deny.ts', import.meta.url))

/** Every fault at every step of every flow, after a run of each that must be right. */
export async function allCases(executable: string, faults: readonly string[]): Promise<Case[]> {
  const cases: Case[] = []
  for (const flow of FLOWS) {
    const steps = await record(flow, executable)
    const all = steps.flatMap((step) => faults.map((fault) => ({ flow, step, fault })))
    cases.push(...all.filter(isPossible))
  }
  return cases
}

/** A filter can answer for a call that strace does not know, but it cannot send SIGKILL. */
function isPossible({ step, fault }: Case): boolean {
  if (fault === KILL) return unknownNumber(step.name) === undefined
  return mayFail(step) && !(step.name === 'faccessat2' && fault === DEVICE_CGROUP)
}

/**
 * By this answer the device cgroup of the hook's own task says no, after owner, mode and ACL have said yes; the
 * container has a device cgroup of its own.
 */
const DEVICE_CGROUP = 'error=EPERM'

async function record(flow: Flow, executable: string): Promise<Step[]> {
  const { ending, problems } = await tryHook(flow, executable, { strace: ['-f'] })
  if (ending.status === 0 && problems.length === 0) return stepsOf(ending.trace)
  throw new Error(`${flow.name} does not work without a fault: ${ending.stderr} ${problems.join('\n')}`)
}

/** Runs the hook into the fault. */
export async function meet({ flow, step: { name, nth }, fault }: Case, executable: string): Promise<Verdict> {
  return tryHook(flow, executable, injection(name, nth, fault))
}

/** By strace, or by a filter where strace does not know the call: then the error meets it each time. */
function injection(name: string, nth: number, fault: string): Pick<HookRun, 'strace' | 'under'> {
  const number = unknownNumber(name)
  if (number !== undefined) return { under: [process.execPath, DENY, `${number}`, fault.replace('error=', '')] }
  // Stopping at one call alone is three times as fast, but then strace has no way to send a signal.
  const fast = fault.startsWith('error=') ? ['--seccomp-bpf'] : []
  return { strace: ['-f', ...fast, '-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`] }
}

/** How it ended; "not met" when the run had no such call this time. */
export function endingOf({ ending: { status, signal, trace, timedOut } }: Verdict): string {
  if (timedOut) return 'killed at its timeout'
  const isMet = trace === '' || signal === 'SIGKILL' || parseTrace(trace).some(({ injected }) => injected)
  return isMet ? (signal ?? `exit ${status}`) : 'not met'
}

export function show({ flow, step, fault }: Case): string {
  return `${flow.name}: ${step.name} #${step.nth} ${fault}`
}
