import { serialize } from 'node:v8'
import fc from 'fast-check'
import { anyCase, type Case } from './generate.ts'
import { type NaiveEnd, naiveEnd } from './naive.ts'
import { type Tried, tryCase } from './try.ts'

/** What one worker found. */
export interface Share {
  readonly cases: number
  /** How often each kind of end was met, by its name. */
  readonly ends: Readonly<Record<string, number>>
  readonly naive: Readonly<Record<NaiveEnd, number>>
  /** The smallest case that failed, with what is wrong about it. */
  readonly failure: { readonly given: Case; readonly problems: readonly string[] } | undefined
}

/** The naive hook has its turn with every twentieth document: harm does not take a million of them. */
const NAIVE_TURN = 20

/**
 * Tries `size` cases chosen by `seed`, and makes the first that fails as small as it can.
 *
 * @param mark Told of each case before it is tried, as bytes that `deserialize` of node:v8 takes.
 */
export async function workThrough(size: number, seed: number, mark: (given: Buffer) => void): Promise<Share> {
  const ends = new Map<string, number>()
  const naive = { held: 0, 'ended in an exception': 0, 'took JSON of two meanings': 0, 'changed other values': 0 }
  let [cases, problems]: [number, readonly string[]] = [0, []]
  const property = fc.asyncProperty(anyCase, async (given) => {
    mark(serialize(given))
    const tried: Tried = await tryCase(given)
    ends.set(tried.end, (ends.get(tried.end) ?? 0) + 1)
    if (given.kind === 'precreate' && cases % NAIVE_TURN === 0) naive[naiveEnd(given.config)] += 1
    cases += 1
    problems = tried.problems.length > 0 ? tried.problems : problems
    return tried.problems.length === 0
  })
  const { counterexample, numRuns } = await fc.check(property, { numRuns: size, seed })
  const failure = counterexample === null ? undefined : { given: counterexample[0], problems }
  return { cases: numRuns, ends: Object.fromEntries(ends), naive, failure }
}
