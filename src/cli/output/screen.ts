import { styleText } from 'node:util'

/** What a text means to whoever reads it; the one place that knows which colour that is, is `STYLES`. */
export type Tone = 'plain' | 'heading' | 'faint' | 'ok' | 'warn' | 'fail' | 'unknown' | 'command'

/** What the renderers know of the place they write for. */
export interface Screen {
  /** Characters in a line; infinite where nothing needs to be broken, as in a pipe. */
  readonly columns: number
  readonly hasColour: boolean
  /** Whether more than ASCII may be written. */
  readonly hasUnicode: boolean
}

/** A screen without colour or an edge: what goes into a pipe. */
export const PLAIN: Screen = { columns: Number.POSITIVE_INFINITY, hasColour: false, hasUnicode: false }

const STYLES = {
  heading: 'bold',
  faint: 'dim',
  ok: 'green',
  warn: 'yellow',
  fail: 'red',
  unknown: 'magenta',
  command: 'cyan',
} as const

export function paint({ hasColour }: Screen, tone: Tone, text: string): string {
  if (!hasColour || tone === 'plain' || text === '') return text
  // The decision was made from the option and the environment already.
  return styleText(STYLES[tone], text, { validateStream: false })
}
