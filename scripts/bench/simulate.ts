import type { Random } from '../matrix/random.ts'

/** Times at which containers start that know nothing of each other: a Poisson process of `perSecond` for `seconds`. */
export function arrivals(perSecond: number, seconds: number, random: Random): number[] {
  const times: number[] = []
  for (let time = pause(perSecond, random); time < seconds; time += pause(perSecond, random)) times.push(time)
  return times
}

function pause(perSecond: number, random: Random): number {
  return -Math.log(1 - random()) / perSecond
}

/** How many run at once at most, when each takes `seconds` and none waits for another. */
export function mostAtOnce(times: readonly number[], seconds: number): number {
  let most = 0
  let first = 0
  for (const [at, time] of times.entries()) {
    while ((times[first] ?? time) <= time - seconds) first++
    most = Math.max(most, at - first + 1)
  }
  return most
}
