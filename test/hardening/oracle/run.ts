import { type Call, parseTrace } from '../machine/trace.ts'
import { splitArguments } from './arguments.ts'

/** A call with its arguments apart. */
export interface Step extends Call {
  readonly parts: readonly string[]
  readonly failed: boolean
}

/** A run of the hook, as strace -f saw it. */
export interface Run {
  /** All calls of all threads, in the order in which they began. */
  readonly all: readonly Step[]
  readonly mainThread: number
  /** From the hook's first call on: everything before is Node's start. All but the first where it never came to that. */
  readonly own: readonly Step[]
  /** Descriptors of the log. */
  readonly logs: ReadonlySet<string>
  /** Calls that open something below a held directory of /proc: files of the kernel, which no container wrote. */
  readonly ofProc: ReadonlySet<Step>
}

const LOG_DIRECTORY = '"/run/oci-device-hook'

export function readRun(trace: string): Run {
  const all = parseTrace(trace).map((call) => ({
    ...call,
    parts: splitArguments(call.args),
    failed: call.result.startsWith('-1 '),
  }))
  const mainThread = all[0]?.tid ?? 0
  const first = all.findIndex(({ name, tid }) => name === 'chdir' && tid === mainThread)
  const own = all.slice(Math.max(first, 1))
  const logs = own.filter(({ name, parts }) => name === 'openat' && parts[1]?.startsWith(LOG_DIRECTORY))
  return { all, mainThread, own, logs: new Set(logs.map(({ result }) => result)), ofProc: stepsOfProc(own) }
}

/** From /proc on, descriptor by descriptor; `root` and `cwd` of a process lead out of it. */
function stepsOfProc(own: readonly Step[]): Set<Step> {
  const held = new Set<string>()
  const found = new Set<Step>()
  for (const step of own) {
    const [first = '', path = ''] = step.parts
    if (step.name === 'close') held.delete(first)
    if (!step.name.startsWith('openat') || step.failed) continue
    const isBelow = held.has(first) && !['"root"', '"cwd"'].includes(path)
    if (isBelow) found.add(step)
    if (isBelow || path === '"/proc"') held.add(step.result)
    else held.delete(step.result)
  }
  return found
}

/** As strace wrote it, short enough for a line of the report. */
export function showStep({ tid, name, args, result }: Step): string {
  return `[${tid}] ${name}(${args.slice(0, 160)}) = ${result.slice(0, 60)}`
}

/** Whether a path argument is the log's, which may be made, opened and set aside by name. */
export function isLog(path: string | undefined): boolean {
  return path?.startsWith(LOG_DIRECTORY) === true
}
