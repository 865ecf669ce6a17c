import { parseArgs } from 'node:util'
import type { Suite } from '../../test/hardening/suite.ts'

/** One suite with what it is asked to do. */
export interface Task {
  readonly suite: Suite
  /** Cases that must run. */
  readonly required: number
  readonly seed: number
  /** Seconds after which it counts as standing still; undefined for sizes whose duration nobody committed to. */
  readonly limit: number | undefined
}

export const USAGE = 'node scripts/harden.ts [--full] [--suite NAME]... [--size N] [--seed N]'

const LIMIT = 300
const MAX_SEED = 2 ** 31

/** What to run. @throws {Error} for an option, a number or a suite that does not exist. */
export function parseTasks(argv: readonly string[], suites: readonly Suite[]): readonly Task[] {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      full: { type: 'boolean', default: false },
      suite: { type: 'string', multiple: true, default: [] },
      size: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const seed = wholeNumber('--seed', values.seed) ?? Math.floor(Math.random() * MAX_SEED)
  const size = wholeNumber('--size', values.size)
  return chosen(values.suite, suites).map((suite) => ({
    suite,
    seed,
    required: size ?? (values.full ? suite.full : suite.ci),
    limit: values.full || size !== undefined ? undefined : (suite.limit ?? LIMIT),
  }))
}

function chosen(names: readonly string[], suites: readonly Suite[]): readonly Suite[] {
  if (names.length === 0) return suites
  return names.map((name) => {
    const found = suites.find((suite) => suite.name === name)
    if (found !== undefined) return found
    throw new Error(`Cannot find the suite "${name}", expected one of: ${suites.map((each) => each.name).join(', ')}`)
  })
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,10}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new Error(`Cannot read ${name}: found "${text}", expected a whole number`)
}
