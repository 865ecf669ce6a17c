import { HookError } from '../errors.ts'
import type { Problem } from './outcome.ts'
import { printable } from './quote.ts'

/** Room for a path of some length and two clauses; a longer reason is cut rather than wrapped. */
const MAX_SENTENCE = 600

/**
 * One line for stderr about a device that stays closed.
 *
 * It starts with the program's name and holds printable ASCII only: crun opens any file that a container names
 * (annotation run.oci.hooks.stderr) as our stderr, and no line of ours may mean anything to cron, sudo or a shell.
 */
export function problemSentence({ path, reason, remedy, fatal }: Problem): string {
  const consequence = fatal ? '; the container is not started' : ''
  return sentence(`${path} is not usable: ${reason}${consequence}`, remedy)
}

/** One line for stderr about an annotation that is there and does not count. */
export function ignoredSentence(key: string): string {
  return sentence(`the policy does not let the annotation ${printable(key)} count`, undefined)
}

/** One line for stderr about an error; whatever is no error of ours is named as a fault of ours. */
export function errorSentence(error: unknown): string {
  if (error instanceof HookError) return sentence(error.message, error.remedy)
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return sentence(`internal error: ${text}`, 'please report this')
}

function sentence(text: string, remedy: string | undefined): string {
  const hint = remedy === undefined ? '' : `. Remedy: ${remedy}`
  return printable(`oci-device-hook: ${text}${hint}`, MAX_SENTENCE)
}
