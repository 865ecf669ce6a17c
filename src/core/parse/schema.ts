import * as z from 'zod/mini'

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
export const integer = (least: number, most: number) =>
  z.int({ error: `an integer from ${least} to ${most}` }).check(z.gte(least), z.lte(most))

export const list = <T extends z.core.$ZodType>(schema: T) => z.array(schema, { error: 'an array' })
