import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstFree } from '../../../../src/core/doctor/free-ids.ts'

const WANTED = 65_536

test.each<[string, (readonly [number, number])[], number | undefined]>([
  ['nobody has ids', [], 100_000],
  ['the first are taken', [[100_000, WANTED]], 165_536],
  ['podman itself has all of the upper half', [[2_147_483_647, 2_147_483_648]], 100_000],
  [
    'there is a gap that fits',
    [
      [300_000, WANTED],
      [100_000, WANTED],
    ],
    165_536,
  ],
  [
    'there is a gap that does not',
    [
      [100_000, WANTED],
      [170_000, WANTED],
    ],
    235_536,
  ],
  ['all ids are taken', [[0, 2 ** 32 - 1]], undefined],
  ['too few are left at the end', [[100_000, 2 ** 32 - 150_000]], undefined],
])('firstFree() where %s', (_, ranges, expected) => {
  expect(
    firstFree(
      ranges.map(([first, count]) => ({ first, count })),
      WANTED,
    ),
  ).toBe(expected)
})

test('firstFree() never gives an id that somebody has, or one that there is not', () => {
  const range = fc.record({ first: fc.integer({ min: 0, max: 500_000 }), count: fc.integer({ min: 1, max: 200_000 }) })
  const property = fc.property(
    fc.array(range, { maxLength: 8 }),
    fc.integer({ min: 1, max: 100_000 }),
    (ranges, count) => {
      const free = firstFree(ranges, count) ?? expect.fail('expected ids')
      expect(free + count - 1).toBeLessThan(2 ** 32 - 1)
      for (const { first, count: taken } of ranges) expect(free + count <= first || free >= first + taken).toBe(true)
    },
  )
  fc.assert(property)
})
