import fs from 'node:fs'
import { isListening } from './listener.ts'
import { writeStderr } from './stdio.ts'

/**
 * Says on the hook's stderr what a run has to say, where somebody listens. The log has the same.
 *
 * @param sentences One line each, of `core/report/sentence.ts`.
 */
export function tellStderr(sentences: readonly string[]): void {
  if (sentences.length === 0 || !hasListeningStderr()) return
  for (const sentence of sentences) writeStderr(sentence)
}

/** Asks the descriptor, and looks nothing up: the mount namespace may be a container's by now. */
export function hasListeningStderr(): boolean {
  try {
    return isListening(fs.fstatSync(2))
  } catch {
    return false // When in doubt it is a file.
  }
}
