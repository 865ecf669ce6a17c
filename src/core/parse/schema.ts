import * as z from 'zod/mini'
import { type ErrorCode, inputError } from '../errors.ts'
import { MAX_ID } from '../model/ids.ts'
import { describe, printable } from '../report/quote.ts'

/**
 * Makes a schema when it is first needed, and once: on a cold start a schema costs more to make than to use (30 µs), and
 * a run with nothing to do needs none.
 */
export function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** In these schemas a message is the phrase that follows "expected": the finding before it is made in `check`. */
export const text = once(() => z.string({ error: 'a string' }))

/** An integer of a field that a kernel interface bounds. */
export const integer = (least: number, most: number) => {
  const error = `an integer from ${least} to ${most}`
  return z.int({ error }).check(z.gte(least, { error }), z.lte(most, { error }))
}

/** A uid or gid. */
export const id = once(() => integer(0, MAX_ID))

/** Fields may be missing, and Go programs write `null` for an empty one. */
export const maybe = <T extends z.core.$ZodType>(schema: T) => z.optional(z.nullable(schema))

export const list = <T extends z.core.$ZodType>(schema: T) => z.array(schema, { error: 'an array' })

export const object = <T extends z.core.$ZodShape>(shape: T) => z.object(shape, { error: 'an object' })

export const strings = once(() => {
  const error = 'an object of strings'
  return z.pipe(z.unknown().check(z.refine(hasNoOddProto, { error })), z.record(text(), text(), { error }))
})

/** zod's records leave out a member named `__proto__`, whatever its value. */
function hasNoOddProto(value: unknown): boolean {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.every(([key, each]) => key !== '__proto__' || typeof each === 'string')
}

/**
 * Parses `value` by `schema`, or throws one sentence about the first field that does not fit.
 *
 * @param subject What is parsed, for the message: `config.json`.
 */
export function check<T extends z.core.$ZodType>(
  schema: T,
  value: unknown,
  subject: string,
  code: ErrorCode,
): z.output<T> {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path ?? []
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)
  throw inputError(code, `${subject}: ${showPath(path)}: found ${describe(found)}, expected ${issue?.message}`)
}

/** `linux.devices[3].uid`, as jq would take it. */
function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole document'
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`))
  return steps.join('').replace(/^\./, '')
}
