import { expect, test } from 'vitest'
import { arrivals, mostAtOnce } from '../../../scripts/bench/simulate.ts'
import { seeded } from '../../../scripts/matrix/random.ts'

test('arrivals() come at the rate, in order, within the time', () => {
  const times = arrivals(10, 1000, seeded(3))
  expect(times.length).toBeGreaterThan(9700)
  expect(times.length).toBeLessThan(10_300)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(1000)
})

test('mostAtOnce() counts those that overlap, and not one that ends as the next begins', () => {
  expect(mostAtOnce([0, 1, 2, 3], 1)).toBe(1)
  expect(mostAtOnce([0, 1, 2, 3], 1.5)).toBe(2)
  expect(mostAtOnce([0, 0, 0, 5], 1)).toBe(3)
  expect(mostAtOnce([], 1)).toBe(0)
})
