import type { ExitCode } from '../../core/errors.ts'
import type { LogSettings } from '../../core/policy/policy.ts'
import type { RunRecord } from '../../core/report/record.ts'
import type { Clock } from '../system.ts'

/** How a stage ended: what leaves the process, and what is remembered of it. */
export interface StageResult {
  /** Text for stdout; `'input'` stands for the input, byte for byte. */
  readonly output: string | 'input' | undefined
  /** Lines for stderr. */
  readonly sentences: readonly string[]
  readonly exit: ExitCode
  /** What is still to be done, after everything else: the mount namespace is the container's from then on. */
  readonly publish?: () => void
  readonly log: Pick<RunRecord, 'container' | 'asked' | 'ignored' | 'muted' | 'user' | 'devices' | 'error'>
  /** Where the log goes; undefined where the policy was not come to. */
  readonly logging?: LogSettings
}

/** Which container it is, and what it asked for. */
export interface Asking {
  readonly container: string
  readonly asked: boolean
  /** Annotations of ours that the policy does not let count. */
  readonly ignored: readonly string[]
}

/** The line that a run leaves in the log. */
export function recordOf(name: string, version: string, { log, exit }: StageResult, clock: Clock): RunRecord {
  return { time: clock.now(), version, stage: name, exit, ms: clock.elapsedMs(), ...log }
}
