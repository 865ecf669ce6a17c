import { expect, test } from 'vitest'
import { race } from '../../../scripts/bench/race.ts'
import { quantile } from '../../../scripts/bench/statistics.ts'
import { seeded } from '../../../scripts/matrix/random.ts'

test('quantile() lies between the two values that it falls between', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75)
  expect([quantile([5, 7], 0), quantile([5, 7], 1)]).toEqual([5, 7])
  expect(quantile([], 0.5)).toBeNaN()
})

test('race() runs each runner once a round, in changing order, after what has to come before it', () => {
  const log: string[] = []
  const runner = (name: string) => ({
    heat: 'heat',
    name,
    before: () => void log.push(`before ${name}`),
    run: () => {
      log.push(name)
      return { wall: name.length, cpu: 1 }
    },
  })
  const results = race(['a', 'bb', 'ccc'].map(runner), 20, seeded(7), () => {})
  const rounds = Array.from({ length: 20 }, (_, round) => log.slice(round * 6, round * 6 + 6))
  for (const round of rounds) {
    expect(round.toSorted()).toEqual(['a', 'bb', 'before a', 'before bb', 'before ccc', 'ccc'])
    expect(round.filter((_, at) => at % 2 === 0)).toEqual(
      round.filter((_, at) => at % 2 === 1).map((name) => `before ${name}`),
    )
  }
  expect(new Set(rounds.map(String)).size).toBeGreaterThan(3)
  expect(results.map(({ name, runs, p25, p90 }) => ({ name, runs, p25, p90 }))).toEqual([
    { name: 'a', runs: 20, p25: 1, p90: 1 },
    { name: 'bb', runs: 20, p25: 2, p90: 2 },
    { name: 'ccc', runs: 20, p25: 3, p90: 3 },
  ])
})
