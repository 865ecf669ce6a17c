import { parseTOML } from 'toml-eslint-parser'

/** Whether a text is TOML 1.1, which 1.0 is a part of, by a parser that the hook does not use. A BOM may stand before it. */
export function isToml(text: string): boolean {
  try {
    parseTOML(text.replace(/^\ufeff/, ''), { tomlVersion: '1.1' })
    return true
  } catch {
    return false
  }
}
