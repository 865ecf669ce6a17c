import { expect, test } from 'vitest'
import { readJson } from '../../../../src/core/parse/json-reader.ts'

test.each([
  ['', 0, 'value expected'],
  ['nul', 0, 'value expected'],
  ['[1,]', 3, 'value expected'],
  ['{"a":NaN}', 5, 'value expected'],
  ['{"a":01}', 5, 'value expected'],
  ['["\\x"]', 1, 'value expected'],
  ['{} x', 3, 'end of file expected'],
  ['1 2', 2, 'end of file expected'],
  ['[1 2]', 3, 'comma or close bracket expected'],
  ['[1}', 2, 'comma or close bracket expected'],
  ['{"a":1 "b":2}', 7, 'comma or close brace expected'],
  ['{"a":1]', 6, 'comma or close brace expected'],
  ["{'a':1}", 1, 'property name expected'],
  ['{1:2}', 1, 'property name expected'],
  ['{"a":1, }', 8, 'property name expected'],
  ['{"a" 1}', 5, 'colon expected'],
  ['["a]', 1, 'end of string expected'],
  ['{"a', 1, 'end of string expected'],
  ['[[[[]]]]', 3, 'at most 3 levels expected'],
])('readJson() says where %j stops being JSON: at %i, %s', (text, offset, expected) => {
  expect(readJson(text, 3)).toEqual({ offset, expected })
})

test.each([
  ' \t\r\n{ "a" : [ 1 , 2 ] , "b" : { } , "c" : [ ] } \n',
  '{"a":-1.5e+3,"b":[true,false,null],"c":"\\u00e9\\n"}',
  '"text"',
  '7',
])('readJson() reads %j as JSON.parse does', (text) => {
  expect(readJson(text, 3)).toEqual({ value: JSON.parse(text), duplicate: undefined })
})

test.each([
  ['{"a":1,"a":2}', ['a']],
  ['{"a":1,"b":{"c":[{},{"d":1,"d":2}]},"a":2}', ['b', 'c', 1, 'd']],
  ['[{"a":1},{"a":1}]', undefined],
])('readJson() finds the first key of %j that stands twice: %j', (text, duplicate) => {
  expect(readJson(text, 4)).toMatchObject({ duplicate })
})
