import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** The environment of the files in hooks.d. */
export const HOOK_ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }

/** As hooks.d has it; what is still running then is killed by the runtime. */
const TIMEOUT_MS = 10_000
const TRACE = '/tmp/work/trace'

/** How a hook ended. */
export interface Ending {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** What strace wrote; '' without it. */
  readonly trace: string
  readonly timedOut: boolean
}

/** A hook to be run. */
export interface HookRun {
  readonly executable: string
  readonly stage: string
  readonly stdin: string
  /** Options of strace(1); absent to run without it. */
  readonly strace?: readonly string[]
  /** `ignore`: nobody listens at stderr, which is /dev/null, as podman and crun have it. */
  readonly stderr?: 'ignore'
  /** A program that executes the rest of its arguments. */
  readonly under?: readonly string[]
}

/**
 * Runs the hook as a runtime does: as a child of this process, also under strace, which traces from a grandchild (-D).
 * Both hold descriptor 3, whose end is the end of both.
 */
export async function runHook(run: HookRun): Promise<Ending> {
  const child = startHook(run)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    child.kill('SIGKILL')
  }, TIMEOUT_MS)
  const exit: Promise<[number | null, NodeJS.Signals | null]> = once(child, 'exit') as never // The event's own types.
  // All at once: an executable that is not there ends the wait, and is told to whoever called.
  const drained = [drain(child, 1), drain(child, 2), drain(child, 3)] as const
  const [[status, signal], stdout, stderr] = await Promise.all([exit, ...drained])
  clearTimeout(timer)
  const trace = run.strace === undefined ? '' : readFileSync(TRACE, 'utf8')
  return { status, signal, stdout, stderr, trace, timedOut }
}

export function startHook({ executable, stage, stdin, strace, stderr, under = [] }: HookRun): ChildProcess {
  const command = [...under, executable, stage]
  const [program = '', ...args] =
    strace === undefined ? command : ['/usr/bin/strace', '-D', '-o', TRACE, ...strace, ...command]
  const child: ChildProcess = spawn(program, args, { env: HOOK_ENV, stdio: ['pipe', 'pipe', stderr ?? 'pipe', 'pipe'] })
  child.stdin?.on('error', () => {}) // EPIPE: it ended before it read.
  child.stdin?.end(stdin)
  return child
}

function drain(child: ChildProcess, fd: number): Promise<string> {
  return text((child.stdio[fd] as Readable | null) ?? Readable.from([]))
}
