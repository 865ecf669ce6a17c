import { parse } from 'smol-toml'

/** A TOML document; undefined for what is none. */
export function parseToml(text: string): unknown {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch {
    return undefined
  }
}
