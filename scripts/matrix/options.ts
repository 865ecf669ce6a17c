import { parseArgs } from 'node:util'
import { parseId, type Trial } from './axes.ts'

/** What to run: one cell, or a number of them chosen by a seed. */
export interface Options {
  readonly only: Trial | undefined
  readonly count: number
  readonly seed: number
}

/** The full run: 500 cells and more are what the matrix promises. */
const FULL = 1200
/** Of the full run, so that two full runs are the same; a sample has a new one each time. */
const FULL_SEED = 20_260_401
const MAX_SEED = 2 ** 31

/** @throws {Error} for an option, a cell or a number that does not exist. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cell: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string' },
      inside: { type: 'string' },
    },
  })
  const fallback = values.sample === undefined ? FULL_SEED : Math.floor(Math.random() * MAX_SEED)
  return {
    only: values.cell === undefined ? undefined : parseId(values.cell),
    count: wholeNumber('--sample', values.sample) ?? FULL,
    seed: wholeNumber('--seed', values.seed) ?? fallback,
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new Error(`Cannot read ${name}: found "${text}", expected a whole number`)
}
