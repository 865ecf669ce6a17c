import { type ErrorCode, inputError } from '../errors.ts'
import { MAX_ID } from '../model/ids.ts'
import { describe, printable } from '../report/quote.ts'

declare const shaped: unique symbol
/**
 * Looks at a parsed JSON value, and says why it does not fit: undefined where it does.
 *
 * Not zod, which reads everything that is not read at each start of a container. Making the schema of config.json took
 * 3 ms of the 20 that a start takes, and reading zod another 1; these closures take 0.1 (measured, cold). They word
 * their findings alike: a test compares the two.
 */
export interface Shape<T> {
  (value: unknown): Misfit | undefined
  readonly [shaped]?: T
}
export type Shaped<S> = S extends Shape<infer T> ? T : never

/** The innermost value that does not fit: the way to it, what it is, and the phrase that follows "expected". */
interface Misfit {
  readonly path: PropertyKey[]
  readonly found: unknown
  readonly expected: string
}

/** A value of a kind that `typeof` knows. */
const primitive =
  <T>(type: 'string' | 'boolean', expected: string): Shape<T> =>
  (value) =>
    typeof value === type ? undefined : { path: [], found: value, expected }

export const text: Shape<string> = primitive('string', 'a string')
export const flag: Shape<boolean> = primitive('boolean', 'true or false')

/** A string that is more than that. */
export const textThat =
  (fits: (text: string) => boolean, expected: string): Shape<string> =>
  (value) =>
    text(value) ?? (fits(value as string) ? undefined : { path: [], found: value, expected })

/** An integer of a field that a kernel interface bounds. */
export const integer =
  (least: number, most: number): Shape<number> =>
  (value) => {
    const fits = Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    return fits ? undefined : { path: [], found: value, expected: `an integer from ${least} to ${most}` }
  }

/** A uid or gid. */
export const id: Shape<number> = integer(0, MAX_ID)

/** Fields may be missing, and Go programs write `null` for an empty one. */
export const maybe =
  <T>(shape: Shape<T>): Shape<T | null | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : shape(value)

/** A field that may be missing, and is no `null`. */
export const optional =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value) =>
    value === undefined ? undefined : shape(value)

export const list =
  <T>(element: Shape<T>): Shape<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return { path: [], found: value, expected: 'an array' }
    for (const [at, each] of value.entries()) {
      const misfit = element(each)
      if (misfit !== undefined) return within(at, misfit)
    }
    return undefined
  }

type Fields = Readonly<Record<string, Shape<unknown>>>
type Optional<F extends Fields> = { [K in keyof F]: undefined extends Shaped<F[K]> ? K : never }[keyof F]
type ObjectOf<F extends Fields> = { readonly [K in Exclude<keyof F, Optional<F>>]: Shaped<F[K]> } & {
  readonly [K in Optional<F>]?: Shaped<F[K]>
}

/** An object with these fields. What else it has is not looked at. */
export const object = <F extends Fields>(fields: F): Shape<ObjectOf<F>> => {
  const entries = Object.entries(fields)
  return (value) => {
    if (!isObject(value)) return { path: [], found: value, expected: 'an object' }
    for (const [key, shape] of entries) {
      const misfit = shape(value[key])
      if (misfit !== undefined) return within(key, misfit)
    }
    return undefined
  }
}

/** An object whose values are all strings. */
export const strings: Shape<Readonly<Record<string, string>>> = (value) => {
  if (!isObject(value)) return { path: [], found: value, expected: 'an object of strings' }
  for (const [key, each] of Object.entries(value)) {
    const misfit = text(each)
    if (misfit !== undefined) return within(key, misfit)
  }
  return undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function within(key: PropertyKey, misfit: Misfit): Misfit {
  return { ...misfit, path: [key, ...misfit.path] }
}

/**
 * Gives `value` its type, or throws one sentence about the first field that does not fit.
 *
 * @param subject What was parsed, for the message: `config.json`.
 */
export function check<T>(shape: Shape<T>, value: unknown, subject: string, code: ErrorCode): T {
  const misfit = shape(value)
  if (misfit === undefined) return value as T // The shape has looked at every field of T.
  const { path, found, expected } = misfit
  throw inputError(code, `${subject}: ${showPath(path)}: found ${describe(found)}, expected ${expected}`)
}

/** `linux.devices[3].uid`, as jq would take it. */
function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole document'
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`))
  return steps.join('').replace(/^\./, '')
}
