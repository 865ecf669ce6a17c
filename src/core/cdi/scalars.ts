import * as z from 'zod/mini'
import { integer, list } from '../parse/schema.ts'

/**
 * Fields of a spec as the readers' library decodes them (sigs.k8s.io/yaml, strict): `null` is a field that is not there,
 * and a number or a truth value stands for its text where text is expected, so that `name: 0` is the name "0".
 */
export const UINT32 = 2 ** 32 - 1

export const strict = <T extends z.core.$ZodShape>(shape: T) => z.strictObject(shape, { error: 'an object' })

export const optional = <T extends z.core.$ZodType>(schema: T) =>
  z.optional(z.pipe(z.transform(nothingForNull), z.optional(schema)))

export const string = (...checks: z.core.$ZodCheck<string>[]) =>
  z.pipe(z.transform(textOf), z.string({ error: 'a string' }).check(...checks))

export const filled = () => string(z.minLength(1, { error: 'a string that is not empty' }))
export const variable = () => string(z.regex(/^[^=]+=/, { error: 'a variable such as "A=b"' }))
export const strings = () => optional(list(string()))
export const annotations = () => optional(z.record(z.string(), string(), { error: 'an object of strings' }))
export const whole = (most: number) => integer(0, most)

function nothingForNull(value: unknown): unknown {
  return value === null ? undefined : value
}

function textOf(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}
