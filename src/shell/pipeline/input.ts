import { inputError } from '../../core/errors.ts'

/** What was read from stdin. */
export interface Input {
  readonly bytes: { readonly length: number; includes(text: string): boolean }
  /** The bytes as UTF-8; undefined where they are not. */
  readonly text: string | undefined
}

/** Larger than any config.json seen (a container with 4,096 devices has 1 MiB). */
const MAX_INPUT = 4 * 2 ** 20

/**
 * The text of the input, within bounds.
 *
 * @param subject What it should be, for the message.
 * @throws {HookError} `ERR_STDIN`
 */
export function decodeInput({ bytes, text }: Input, subject: string): string {
  if (bytes.length > MAX_INPUT) {
    throw inputError('ERR_STDIN', `${subject}: found ${bytes.length} bytes, expected at most ${MAX_INPUT}`)
  }
  if (text === undefined)
    throw inputError('ERR_STDIN', `${subject}: found bytes that are no UTF-8, expected a JSON text`)
  return text
}
