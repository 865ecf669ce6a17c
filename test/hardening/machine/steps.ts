import { type Call, parseTrace } from './trace.ts'

/** A system call of a good run: strace finds it again as the nth of its name in its thread. */
export interface Step {
  readonly name: string
  readonly nth: number
}

/** The hook's first call of its own: everything before it is Node's start. */
const FIRST = 'chdir'

/** "Always successful", say their manual pages; and locks of V8 and of the C library, which no kernel answers so. */
const NEVER_FAIL = ['getuid', 'geteuid', 'getpid', 'getppid', 'umask', 'alarm', 'exit_group', 'futex']

/** Whether a call may be answered with an error at all. */
export function mayFail({ name }: Step): boolean {
  return !NEVER_FAIL.includes(name)
}

/** The main thread's calls of a run recorded with -f, from the hook's first to the exit. */
export function stepsOf(trace: string): Step[] {
  const calls = mainThread(parseTrace(trace))
  const first = calls.findIndex(({ name }) => name === FIRST)
  if (first < 0) throw new Error(`the run has no ${FIRST}: where does the hook begin?`)
  const counts = new Map<string, number>()
  const steps = calls.map(({ name }) => {
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    return { name, nth }
  })
  return steps.slice(first)
}

export function mainThread(calls: readonly Call[]): Call[] {
  const main = calls[0]?.tid
  return calls.filter(({ tid }) => tid === main)
}

/** The number of a call that this strace has no name for, and cannot inject into. */
export function unknownNumber(name: string): number | undefined {
  return name.startsWith('syscall_0x') ? Number.parseInt(name.slice('syscall_'.length), 16) : undefined
}
