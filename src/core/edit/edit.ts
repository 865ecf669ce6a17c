import { EXIT, HookError } from '../errors.ts'
import { WRITABLE } from './writable.ts'

export type Step = string | number
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** One change of config.json: a value put at a path, values appended to the array there, or an element taken out. */
export type Edit =
  | { readonly op: 'set'; readonly path: readonly Step[]; readonly value: Json }
  | { readonly op: 'append'; readonly path: readonly Step[]; readonly values: readonly Json[] }
  | { readonly op: 'remove'; readonly path: readonly Step[] }

/**
 * Checks every edit against the list of places and of what may be written there.
 *
 * @param program Where this program is: the one hook that may be added is its own.
 * @throws {HookError} `ERR_EDIT`, exit 70: it is our own fault when this happens.
 */
export function checkWritable(edits: readonly Edit[], program: string): void {
  for (const edit of edits) {
    const place = `${edit.op} ${edit.path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')}`
    const fits = Object.hasOwn(WRITABLE, place) ? WRITABLE[place] : undefined
    if (fits === undefined) throw notOurs(`an edit outside the writable places of config.json: ${place}`)
    if (!valuesOf(edit).every((value) => fits(value, program))) {
      throw notOurs(`an edit of config.json with another value than is written there: ${place}`)
    }
  }
}

function valuesOf(edit: Edit): readonly Json[] {
  if (edit.op === 'remove') return []
  return edit.op === 'set' ? [edit.value] : edit.values
}

function notOurs(message: string): HookError {
  return new HookError('ERR_EDIT', EXIT.internal, message, { remedy: 'nothing was written; please report this' })
}
