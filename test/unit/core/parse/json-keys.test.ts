import { expect, test } from 'vitest'
import { endOfString, findKeys, skipSpace } from '../../../../src/core/parse/json-keys.ts'

test.each<[string, string, number, boolean]>([
  ['a text that is one string', '"a"', 0, false],
  ['strings that are values', '["a",{"b":"c"}]', 1, false],
  ['a colon within a string', '{"a":"b:","c":":"}', 2, false],
  ['each kind of space before the colon', '{"a" :1,"b"\n:2,"c"\r:3,"d"\t:4,"e" \n\r\t:5}', 5, false],
  ['a value with an escape', '{"a":"\\n"}', 1, false],
  ['an escape behind the last key', '{"a":1,"b":["\\\\"]}', 2, false],
  ['a key with an escape', '{"a":1,"\\u0062":2}', 2, true],
  ['a key with an escape before one without', '{"\\"":1,"b":2}', 2, true],
])('findKeys() counts the keys of %s, and says whether one is escaped', (_what, text, count, areEscaped) => {
  expect(findKeys(text)).toEqual({ count, areEscaped })
})

test.each([
  ['""', 0, 1],
  ['"a" "b"', 4, 6],
  [String.raw`"a\"b"`, 0, 5],
  [String.raw`"a\\"b"`, 0, 4],
  [String.raw`"\\\""`, 0, 5],
  ['"a', 0, -1],
  [String.raw`"a\"`, 0, -1],
])('endOfString() finds where the string of %s ends that begins at %i: %i', (text, start, end) => {
  expect(endOfString(text, start)).toBe(end)
})

test.each([
  ['x', 0, 0],
  [' \n\r\tx', 0, 4],
  [' \n\r\tx', 2, 4],
  ['\u00a0x', 0, 0],
  ['  ', 0, 2],
])('skipSpace() passes over what JSON calls space: %j from %i to %i', (text, from, to) => {
  expect(skipSpace(text, from)).toBe(to)
})
