import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import {
  compose,
  IDENTITY_MAP,
  type IdMap,
  isIdentity,
  parseIdMap,
  toInside,
  toOutside,
} from '../../../../src/core/resolve/idmap.ts'
import { mapsOf } from '../../../../src/core/resolve/maps.ts'

const ROOTLESS: IdMap = [
  { inside: 0, outside: 1000, count: 1 },
  { inside: 1, outside: 100_000, count: 65_536 },
]

test.each([
  [0, 1000],
  [1, 100_000],
  [65_536, 165_535],
  [65_537, 'unmapped'],
  [-1, 'unmapped'],
])('toOutside() leads %j to %j in a rootless map, both ends of a range included', (id, expected) => {
  expect(toOutside(ROOTLESS, id)).toBe(expected)
})

test.each([
  [1000, 0],
  [165_535, 65_536],
  [165_536, 'unmapped'],
  [0, 'unmapped'],
  [65_534, 'unmapped'],
])('toInside() leads %j to %j, and never guesses 65534', (id, expected) => {
  expect(toInside(ROOTLESS, id)).toBe(expected)
})

test('the map of the initial user namespace leaves every id but -1 what it is', () => {
  expect(toOutside(IDENTITY_MAP, 2 ** 32 - 2)).toBe(2 ** 32 - 2)
  expect(toOutside(IDENTITY_MAP, 2 ** 32 - 1)).toBe('unmapped')
})

test.each<[string, boolean]>([
  ['         0          0 4294967295\n', true],
  ['         0       1000          1\n', false],
  ['         0          0      65536\n', false],
  ['         0       1000          1\n         1     100000      65536\n', false],
  ['', false],
])('isIdentity() of %j is %j', (text, answer) => {
  expect(isIdentity(parseIdMap(text))).toBe(answer)
})

/** Disjoint ranges on both sides, as the kernel insists. */
const map = fc
  .array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 9 }), fc.nat(4), fc.nat()), { maxLength: 5 })
  .map((pieces): IdMap => {
    const order = [...pieces.keys()].sort((a, b) => (pieces[a]?.[3] ?? 0) - (pieces[b]?.[3] ?? 0))
    const outside = new Map<number, number>()
    let free = 0
    for (const at of order) {
      outside.set(at, free + (pieces[at]?.[2] ?? 0))
      free = (outside.get(at) ?? 0) + (pieces[at]?.[1] ?? 0)
    }
    let inside = 0
    return pieces.map(([gap, count], at) => {
      inside += gap
      const range = { inside, outside: outside.get(at) ?? 0, count }
      inside += count
      return range
    })
  })

const IDS = Array.from({ length: 80 }, (_, id) => id)

test('compose() leads every id where two maps one after the other lead it', () => {
  fc.assert(
    fc.property(map, map, (inner, outer) => {
      const both = compose(inner, outer)
      for (const id of IDS) {
        const middle = toOutside(inner, id)
        expect(toOutside(both, id)).toBe(middle === 'unmapped' ? middle : toOutside(outer, middle))
      }
    }),
  )
})

test('toInside() is the way back of toOutside()', () => {
  fc.assert(
    fc.property(map, (ranges) => {
      for (const id of IDS) {
        const there = toOutside(ranges, id)
        if (there !== 'unmapped') expect(toInside(ranges, there)).toBe(id)
      }
    }),
  )
})

test('parseIdMap() reads back what a map is written as', () => {
  fc.assert(
    fc.property(map, (ranges) => {
      const text = ranges.map(({ inside, outside, count }) => `      ${inside} ${outside}   ${count}\n`)
      expect(parseIdMap(text.join(''))).toEqual(ranges)
    }),
  )
})

describe('mapsOf() config.json', () => {
  const uidMappings = [{ containerID: 0, hostID: 100_000, size: 65_536 }]

  test('without a user namespace leaves ids alone, whatever mappings stand there', () => {
    expect(mapsOf(checkConfig({ linux: { uidMappings } }))).toEqual({ uid: IDENTITY_MAP, gid: IDENTITY_MAP })
  })

  test('with a user namespace takes its mappings, and maps nothing where there are none', () => {
    const config = checkConfig({ linux: { namespaces: [{ type: 'user' }], uidMappings } })
    expect(mapsOf(config)).toEqual({ uid: [{ inside: 0, outside: 100_000, count: 65_536 }], gid: [] })
  })
})
