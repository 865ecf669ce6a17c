import type { Screen, Tone } from './screen.ts'

/** How something stands: what is always said in a word, with a symbol and a colour beside it. */
export type Standing = 'ok' | 'warn' | 'fail' | 'unknown'

const SYMBOLS = {
  ok: { unicode: '✔', ascii: '+' },
  warn: { unicode: '▲', ascii: '!' },
  fail: { unicode: '✖', ascii: 'x' },
  unknown: { unicode: '?', ascii: '?' },
} as const

/** A symbol and a word, as a cell of a table: `✔ usable`. */
export function mark(standing: Standing, word: string, { hasUnicode }: Screen): { text: string; tone: Tone } {
  const symbol = SYMBOLS[standing][hasUnicode ? 'unicode' : 'ascii']
  return { text: `${symbol} ${word}`, tone: standing }
}
