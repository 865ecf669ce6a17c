import { inspect } from 'node:util'
import { EXIT, HookError } from '../../core/errors.ts'
import { printable } from '../../core/report/quote.ts'
import type { Output } from './output.ts'
import { paint, type Screen } from './screen.ts'
import { wrap } from './wrap.ts'

/** Longer than this, a message is a mistake or an attack. */
const MAX_MESSAGE = 2000

/** Tells a person what is wrong and what to do about it, and ends with the exit code that the error stands for. */
export function reportError(error: unknown, output: Output): void {
  if (!isReaderGone(error)) output.error(renderError(error, output.errorScreen))
  if (output.debug) output.error(inspect(error))
  output.exit(error instanceof HookError ? error.exit : EXIT.internal)
}

/** `devices | head -1`: whoever closed the pipe has what they wanted. */
function isReaderGone(error: unknown): boolean {
  return error instanceof HookError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE'
}

/** The error without a stack trace: what happened, and below it the remedy, which may be a command and is not wrapped. */
export function renderError(error: unknown, screen: Screen): string {
  const { message, remedy } = sentencesOf(error)
  const [first = '', ...rest] = wrap(`oci-device-hook: ${printable(message, MAX_MESSAGE)}`, screen.columns)
  const head = [first.replace('oci-device-hook:', (name) => paint(screen, 'fail', name)), ...rest].join('\n')
  return remedy === undefined ? head : `${head}\n  remedy: ${paint(screen, 'command', printable(remedy, MAX_MESSAGE))}`
}

function sentencesOf(error: unknown): { message: string; remedy: string | undefined } {
  if (error instanceof HookError) return error
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { message: `internal error: ${text}`, remedy: 'please report this, with what --debug shows' }
}
