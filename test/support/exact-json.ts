/** A number as the text it was written with: 18446744073709551615 is not 18446744073709552000. */
export interface ExactNumber {
  readonly number: string
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** JSON.parse with numbers kept as their text. */
export function parseExact(text: string): unknown {
  const keep: Reviver = (_key, value, { source }) => (typeof value === 'number' ? { number: source ?? '' } : value)
  return JSON.parse(text, keep as Parameters<typeof JSON.parse>[1])
}
