import fc from 'fast-check'
import { expect, test } from 'vitest'
import { globMatches } from '../../../../src/core/policy/glob.ts'
import { globIncludes, globsMeet } from '../../../../src/core/policy/glob-sets.ts'

test.each([
  ['/dev/**', '/dev/dri/card0', true],
  ['/dev/*', '/dev/dri/card0', false],
  ['/dev/*', '/dev/video*', true],
  ['/dev/video*', '/dev/*', false],
  ['/dev/**', '/dev/*', true],
  ['/dev/*', '/dev/**', false],
  ['/dev/video?', '/dev/video*', false],
  ['/dev/video*', '/dev/video?', true],
  ['/dev/video?*', '/dev/video??', true],
  ['/dev/*a*', '/dev/*ab*', true],
  ['/dev/*ab*', '/dev/*a*', false],
  ['/dev/**/card*', '/dev/dri/card?', true],
  ['/dev/a*b', '/dev/a*b', true],
])('globIncludes(%j, %j) is %j', (outer, inner, answer) => {
  expect(globIncludes(outer, inner)).toBe(answer)
})

test.each([
  ['/dev/video*', '/dev/*0', true],
  ['/dev/video*', '/dev/audio*', false],
  ['/dev/*', '/dev/*/*', false],
  ['/dev/**', '/dev/*/*', true],
  ['/dev/a?', '/dev/a', false],
])('globsMeet(%j, %j) is %j', (one, other, answer) => {
  expect(globsMeet(one, other)).toBe(answer)
  expect(globsMeet(other, one)).toBe(answer)
})

const glob = fc.array(fc.constantFrom('a', 'b', '/', '*', '**', '?'), { maxLength: 6 }).map((all) => all.join(''))

/** Every path of up to five characters over an alphabet that covers what globs can tell apart. */
function paths(length: number): string[] {
  if (length === 0) return ['']
  const shorter = paths(length - 1)
  return [
    ...shorter,
    ...shorter.filter((path) => path.length === length - 1).flatMap((path) => [...'ab/c'].map((sign) => path + sign)),
  ]
}
const PATHS = paths(5)

test('globIncludes() and globsMeet() say what is true of every short path', () => {
  let included = 0
  fc.assert(
    fc.property(glob, glob, (one, other) => {
      const inOther = PATHS.filter((path) => globMatches(other, path))
      const inBoth = inOther.filter((path) => globMatches(one, path))
      if (globIncludes(one, other)) {
        included++
        expect(inBoth).toEqual(inOther)
      }
      if (inBoth.length > 0) expect(globsMeet(one, other)).toBe(true)
      // A counterexample needs no more characters than both globs have tokens; these are short enough to be complete.
      if (one.length + other.length <= 5) {
        expect(globIncludes(one, other)).toBe(inBoth.length === inOther.length)
        expect(globsMeet(one, other)).toBe(inBoth.length > 0)
      }
    }),
    { numRuns: 1_000 },
  )
  expect(included).toBeGreaterThan(20)
})

test('globIncludes() and globsMeet() give up on globs that are too tangled, with the cautious answer', () => {
  const tangled = `/dev/${'*a?'.repeat(40)}`
  const other = `/dev/${'*?a'.repeat(40)}`
  const start = performance.now()
  expect(globIncludes(other, tangled)).toBe(false)
  expect(globsMeet(tangled, other)).toBe(true)
  expect(performance.now() - start).toBeLessThan(5_000)
})
