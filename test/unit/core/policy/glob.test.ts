import fc from 'fast-check'
import { expect, test } from 'vitest'
import { globMatches } from '../../../../src/core/policy/glob.ts'
import { scaled } from '../../../support/scaled.ts'

test.each([
  ['/dev/ttyUSB*', '/dev/ttyUSB0', true],
  ['/dev/ttyUSB*', '/dev/ttyUSB', true],
  ['/dev/ttyUSB*', '/dev/ttyUSB0/x', false],
  ['/dev/*', '/dev/dri/card0', false],
  ['/dev/**', '/dev/dri/card0', true],
  ['/dev/**/card?', '/dev/dri/card0', true],
  ['/dev/**/card?', '/dev/card0', false],
  ['/dev/tty?', '/dev/tty', false],
  ['/dev?x', '/dev/x', false],
  ['/dev/a.b', '/dev/aXb', false],
  ['/dev/[ab]', '/dev/a', false],
  ['/dev/video0', '/dev/video0', true],
  ['/dev/video0', '/dev/video00', false],
  ['/dev/***', '/dev/a/b', true],
  ['', '', true],
  ['*', '', true],
])('globMatches(%j, %j) is %j', (glob, path, answer) => {
  expect(globMatches(glob, path)).toBe(answer)
})

/** The meaning of a glob, said once more by a regular expression: right, and slow where it matters. */
function reference(glob: string): RegExp {
  const pieces = glob.match(/\*\*|./g) ?? []
  const source = pieces.map((piece) => {
    if (piece === '**') return '.*'
    if (piece === '*') return '[^/]*'
    return piece === '?' ? '[^/]' : piece.replace(/[.+]/, '\\$&')
  })
  return new RegExp(`^${source.join('')}$`)
}

test('globMatches() answers as a regular expression would', () => {
  const glob = fc
    .array(fc.constantFrom('a', 'b', '/', '*', '**', '?', '.'), { maxLength: 8 })
    .map((all) => all.join(''))
  const path = fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 8 }).map((all) => all.join(''))
  let matched = 0
  fc.assert(
    fc.property(glob, path, (pattern, text) => {
      const answer = globMatches(pattern, text)
      if (answer) matched++
      expect(answer).toBe(reference(pattern).test(text))
    }),
    { numRuns: scaled(10_000) },
  )
  expect(matched).toBeGreaterThan(scaled(100))
})

/** A path that counts how often it is looked at. */
function counted(path: string): { text: string; looks: () => number } {
  let looks = 0
  const get = (target: object, key: string | symbol) => {
    if (typeof key === 'string' && /^\d+$/.test(key)) looks++
    return Reflect.get(target, key)
  }
  return { text: new Proxy(Object(path), { get }) as string, looks: () => looks }
}

test('globMatches() looks at each character at most a few times for each token of the worst glob', () => {
  for (const token of ['*a', '**a', '*?', '**']) {
    const glob = token.repeat(scaled(200))
    const path = counted(`${'a'.repeat(scaled(2000))}b`)
    globMatches(`${glob}c`, path.text)
    expect(path.looks()).toBeLessThan(3 * glob.length * path.text.length)
  }
})
