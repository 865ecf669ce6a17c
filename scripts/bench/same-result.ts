import { isDeepStrictEqual } from 'node:util'
import { type Contestant, OURS } from './contestants.ts'

/**
 * Makes sure that all contestants that are hooks come to our result, so that nobody is fast by doing less.
 *
 * @throws {Error} naming the one that differs, and both results.
 */
export function agree(heat: string, contestants: readonly Contestant[], resultOf: (who: Contestant) => unknown): void {
  const hooks = contestants.filter(({ kind }) => kind === 'hook')
  const results = hooks.map((who) => ({ name: who.name, result: resultOf(who) }))
  const ours = results.find(({ name }) => name === OURS)?.result
  for (const { name, result } of results) {
    if (isDeepStrictEqual(result, ours)) continue
    throw new Error(`${heat}: ${name} came to ${JSON.stringify(result)}, ${OURS} to ${JSON.stringify(ours)}`)
  }
}

/** A changed config.json, to be compared: neither white space nor the order of members and groups matters. */
export function comparable(output: string): unknown {
  const config = JSON.parse(output)
  config.process.user.additionalGids?.sort()
  return config
}
