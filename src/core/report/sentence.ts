import { HookError } from '../errors.ts'
import type { Problem } from './outcome.ts'
import { harmless, printable, quote } from './quote.ts'

/** Room for a path of some length and two clauses; a longer reason is cut rather than wrapped. */
const MAX_SENTENCE = 600

/** One line for stderr about a device that stays closed. */
export function problemSentence({ path, reason, remedy, fatal }: Problem): string {
  const consequence = fatal ? '; the container is not started' : ''
  return sentence(`${harmless(path)} is not usable: ${reason}${consequence}`, remedy)
}

/** One line for stderr about an annotation that is there and does not count. */
export function ignoredSentence(key: string): string {
  return sentence(`the policy does not let the annotation ${quote(key)} count`, undefined)
}

/** One line for stderr about an annotation of the runtime that a planted hook must not have. */
export function mutedSentence(key: string): string {
  return sentence(
    `the annotation ${quote(key)} does not count: the hook that is planted here says nothing to files`,
    undefined,
  )
}

/** One line for stderr about an error; whatever is no error of ours is named as a fault of ours. */
export function errorSentence(error: unknown): string {
  if (error instanceof HookError) return sentence(error.message, error.remedy)
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return sentence(`internal error: ${text}`, 'please report this')
}

/** Most lines of one run: whoever gave a container ten thousand devices does not read ten thousand reasons. */
const MAX_SENTENCES = 64

/** The lines of one run, within bounds. */
export function boundedSentences(sentences: readonly string[]): readonly string[] {
  if (sentences.length <= MAX_SENTENCES) return sentences
  const shown = sentences.slice(0, MAX_SENTENCES - 1)
  return [...shown, sentence(`${sentences.length - shown.length} more like these`, undefined)]
}

/**
 * Every line starts with the program's name and holds printable ASCII only, and nothing that a shell would act on. It is
 * said to terminals, pipes and sockets, never into a file that a container named (shell/linux/listener.ts); but what comes
 * out of a pipe may still end up anywhere.
 */
function sentence(text: string, remedy: string | undefined): string {
  const hint = remedy === undefined ? '' : `. Remedy: ${remedy}`
  return printable(inert(`oci-device-hook: ${text}${hint}`), MAX_SENTENCE)
}

function inert(text: string): string {
  return text.replaceAll(';', ',').replace(/[`$|&<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
}
