import type { LogRecord, Sighting } from './play.ts'

/** Codes that stand for a fault of the program, and never for a rule. */
const NO_RULE = ['ERR_INTERNAL']

/**
 * What is wrong with a hooked container, a sentence each.
 *
 * @param without What the same container changes without the hook: that is the runtime's doing.
 */
export function faultsOf(seen: Sighting, without: Sighting | undefined): string[] {
  return [
    ...(seen.status === null ? ['the container did not end'] : []),
    ...(seen.reached && seen.records.length === 0 ? ['the hook left no record'] : []),
    ...(agreed(seen) && seen.status !== 0 && without?.status === 0
      ? [`the hook agreed, then: ${seen.stderr.trim()}`]
      : []),
    ...ours(seen, without).map(([path, what]) => `${path} ${what}`),
    ...seen.records.flatMap(unnamed),
  ]
}

/** Whether the hook let the container start. */
export function agreed({ records }: Sighting): boolean {
  return records.every(({ exit }) => exit === 0)
}

/** Whether only a run without the hook tells whose doing it is: a change of the host, or no start though the hook agreed. */
export function isOdd(seen: Sighting): boolean {
  return seen.changed.size > 0 || (seen.status !== 0 && agreed(seen))
}

/** The changes that are there with a hook alone, or are others with it. */
export function ours(seen: Sighting, without: Sighting | undefined): (readonly [string, string])[] {
  return [...seen.changed].filter(([path, what]) => without?.changed.get(path) !== what)
}

/** Every refusal says by what rule. */
function unnamed({ exit, error, devices }: LogRecord): string[] {
  const refusals = devices.filter(({ strategy }) => strategy === 'refuse')
  const nameless = refusals
    .filter(({ reason }) => reason === '')
    .map(({ path }) => `${path} was refused without a reason`)
  const broken = error !== undefined && NO_RULE.includes(error.code) ? [`the hook broke: ${error.message}`] : []
  const silent = exit !== 0 && error === undefined && refusals.length === 0 ? [`exit ${exit} names no rule`] : []
  return [...nameless, ...broken, ...silent]
}

/** What the hook did, in a word, for the table of endings. */
export function endingOf({ reached, records, status }: Sighting): string {
  const last = records.at(-1)
  if (!reached && last === undefined) return 'the runtime refused'
  if (last === undefined) return 'nothing'
  if (last.error !== undefined) return last.error.code
  const strategies = [...new Set(last.devices.map(({ strategy }) => strategy))]
  const answer = strategies.length === 0 ? 'no device' : strategies.join('+')
  return status === 0 ? answer : `${answer}, no start`
}
