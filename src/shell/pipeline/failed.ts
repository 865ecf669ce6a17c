import { EXIT, HookError } from '../../core/errors.ts'
import { errorSentence } from '../../core/report/sentence.ts'
import type { StageResult } from './result.ts'

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

/**
 * A thread that could not take its own credentials back: nothing it does can be trusted, so nothing more is done, and
 * above all nothing is looked up as whoever it is now.
 */
export function isBeyondRepair(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsRestoreError'
}
