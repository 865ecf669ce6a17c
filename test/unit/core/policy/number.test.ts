import { expect, test } from 'vitest'
import { numberIncludes, numbersMeet, parseNumber, showPattern } from '../../../../src/core/policy/number.ts'

const pattern = (text: string) => {
  const parsed = parseNumber(text)
  if (parsed === undefined) throw new Error(`${text} is no number`)
  return parsed
}

test.each([
  ['10:200', '10:200', true],
  ['10:*', '10:200', true],
  ['10:200', '10:*', false],
  ['*:*', 'b 8:0', true],
  ['c *:*', 'b 8:0', false],
  ['c 10:1', '10:1', false],
  ['c 10:1', 'c 10:1', true],
  ['5-10:0-15', '5-10:0-15', true],
  ['5-10:0-15', '4-10:0-15', false],
  ['5-10:0-15', '5-11:0-15', false],
  ['5-10:3-15', '5-10:2-15', false],
  ['5-10:3-15', '5-10:3-16', false],
  ['5-10:3-15', '6-9:4-14', true],
])('numberIncludes() answers whether %s holds all of %s: %j', (outer, inner, answer) => {
  expect(numberIncludes(pattern(outer), pattern(inner))).toBe(answer)
})

test.each([
  ['10:200', '10:200', true],
  ['10:*', '*:200', true],
  ['c 10:1', '10:1', true],
  ['c 10:1', 'c 10:1', true],
  ['c 10:1', 'b 10:1', false],
  ['5-10:0', '10-12:0', true],
  ['5-10:0', '11-12:0', false],
  ['7:3-5', '7:5-9', true],
  ['7:3-5', '7:6-9', false],
  ['7:3-9', '7:4-5', true],
])('numbersMeet() answers whether a number is in %s and in %s: %j', (one, other, answer) => {
  expect(numbersMeet(pattern(one), pattern(other))).toBe(answer)
  expect(numbersMeet(pattern(other), pattern(one))).toBe(answer)
})

test.each(['10:200', '226:*', 'c 188:0-15', '240-254:*', '*:*', 'b *:7', '4095:1048575', '0:0-1048574', '1-4095:0'])(
  'showPattern() writes %s as it was parsed',
  (text) => {
    expect(showPattern(pattern(text))).toBe(text)
  },
)

test.each(['', '10', '10:', ':1', 'd 1:1', 'c1:1', 'c  1:1', '4096:0', '0:1048576', '2-1:0', '0:2-1', '1:1x', 'x1:1'])(
  'parseNumber() takes %j for no number',
  (text) => {
    expect(parseNumber(text)).toBeUndefined()
  },
)
