import { EXIT, type ExitCode, HookError } from '../../core/errors.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import type { Decision } from '../../core/plan/decision.ts'
import type { LogSettings } from '../../core/policy/policy.ts'
import type { Outcome } from '../../core/report/outcome.ts'
import type { RecordedDevice, RunRecord } from '../../core/report/record.ts'
import { boundedSentences, errorSentence, ignoredSentence, problemSentence } from '../../core/report/sentence.ts'

/** How a stage ended: what leaves the process, and what is remembered of it. */
export interface StageResult {
  /** Text for stdout; `'input'` stands for the input, byte for byte. */
  readonly output: string | 'input' | undefined
  /** Lines for stderr. */
  readonly sentences: readonly string[]
  readonly exit: ExitCode
  /** What is still to be done, after everything else: the mount namespace is the container's from then on. */
  readonly publish?: () => void
  readonly log: Pick<RunRecord, 'container' | 'asked' | 'ignored' | 'user' | 'devices' | 'error'>
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

/** A stage that came to decisions. */
export function decided(
  { container, asked, ignored }: Asking,
  { who, policy }: Circumstances,
  decisions: readonly Decision<unknown>[],
  { problems, exit }: Outcome,
): Omit<StageResult, 'output'> {
  const devices = decisions.map(({ path, strategy, reason, remedy, usable }) => ({
    path,
    strategy,
    reason,
    ...(remedy === undefined ? {} : { remedy }),
    usable: usable.after,
  }))
  const not = ignored.length === 0 ? {} : { ignored }
  const recorded = [...devices, ...absent(decisions, problems)]
  const log = { container, asked, ...not, user: `${who.uid}:${who.gid}`, devices: recorded, error: undefined }
  const sentences = boundedSentences([...ignored.map(ignoredSentence), ...problems.map(problemSentence)])
  return { sentences, exit, log, logging: policy.log }
}

/** Devices that nothing was decided about, because the container does not have them: the log must say what stopped it. */
function absent(decisions: readonly Decision<unknown>[], problems: Outcome['problems']): RecordedDevice[] {
  const missing = problems.filter(({ path }) => !decisions.some((decision) => decision.path === path))
  return missing.map(({ path, reason, remedy }) => {
    return { path, strategy: 'refuse', reason, ...(remedy === undefined ? {} : { remedy }), usable: false }
  })
}

/**
 * A stage that an error ended.
 *
 * @param stops Whether the container must not start for it; if not, the error is told and forgotten.
 */
export function failed(error: unknown, container: string, asked: boolean, stops: boolean): Omit<StageResult, 'output'> {
  if (isBeyondRepair(error)) throw error
  const sentence = errorSentence(error)
  const isOurs = error instanceof HookError
  const log = { code: isOurs ? error.code : 'ERR_INTERNAL', message: sentence }
  const exit = !stops ? EXIT.ok : isOurs ? error.exit : EXIT.internal
  return { sentences: [sentence], exit, log: { container, asked, user: undefined, devices: [], error: log } }
}

/** A thread that could not take its own credentials back: nothing it does can be trusted, so nothing more is done. */
function isBeyondRepair(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsRestoreError'
}
