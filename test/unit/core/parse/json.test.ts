import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HookError } from '../../../../src/core/errors.ts'
import { parseJson } from '../../../../src/core/parse/json.ts'
import { hookError } from '../../../support/expect-error.ts'
import { nested, withMembers } from '../../../support/large-json.ts'
import { scaled } from '../../../support/scaled.ts'

const parse = (text: string) => parseJson(text, 'config.json')
/**
 * No backslash: JSON.parse of V8 14.6 takes an escaped key for an earlier one that starts with a backslash, and what is
 * generated here would then hold a key twice.
 */
const UNIT = fc.constantFrom('a', '"', '{', '}', ':', ',', 'é', '\u0000', '\n')
const refusal = (text: string) => hookError('ERR_JSON', () => parse(text))

describe('parseJson() refuses a key that stands twice, and names it', () => {
  test.each([
    ['at the top', '{"a":1,"a":2}', '"a"'],
    ['three levels down', '{"x":{"y":{"z":1,"z":2}}}', '"x.y.z"'],
    ['within an array', '{"linux":{"devices":[{},{"uid":0,"uid":1000}]}}', '"linux.devices.1.uid"'],
    ['once written with an escape', '{"uid":0,"\\u0075id":1}', '"uid"'],
    ['once escaped as a surrogate pair', '{"😀":0,"\\ud83d\\ude00":1}', 'twice'],
    ['with the name __proto__', '{"__proto__":{},"__proto__":{}}', '"__proto__"'],
    ['with an empty name', '{"a":{"":1,"":2}}', '"a."'],
    ['with a quote in its name', '{"\\"":1,"\\"":2}', '"\\u0022"'],
    ['with odd space before the colon', '{"a" \n:1,"a"\t\r\n:2}', '"a"'],
    ['with the same value both times', '{"a":1,"a":1}', '"a"'],
  ])('%s', (_where, text, named) => {
    const { message, exit } = refusal(text)
    expect(message).toContain(named)
    expect(message).toContain('expected each key once')
    expect(exit).toBe(65)
  })

  test('at any depth and position of a generated document', () => {
    const key = fc.string({ unit: UNIT, maxLength: 4 })
    fc.assert(
      fc.property(fc.json({ maxDepth: 3, stringUnit: UNIT }), key, fc.nat(20), (value, name, depth) => {
        const once = `{${JSON.stringify(name)}:${value}}`
        const twice = `{${JSON.stringify(name)}:1,${JSON.stringify(name)}:${value}}`
        const wrap = (text: string) => '[{"k":'.repeat(depth) + text + '}]'.repeat(depth)
        expect(() => parse(wrap(once))).not.toThrow()
        refusal(wrap(twice))
      }),
    )
  })
})

describe('parseJson() takes for a key only what is one', () => {
  test.each([
    ['the same key in different objects', '{"a":{"x":1},"b":{"x":1}}'],
    ['the same key in the objects of an array', '[{"x":1},{"x":1}]'],
    ['the same key in an object and its child', '{"x":{"x":{"x":1}}}'],
    ['braces and colons within strings', '{"a":"{\\"a\\":1,\\"a\\":2}","b":"::\\"a\\" :"}'],
    ['strings that end in a backslash', '{"a":"\\\\","b":"\\\\\\"","c":"x\\\\\\\\"}'],
    ['keys of other case', '{"a":1,"A":2}'],
    ['an empty object and an empty array', '[{},[],""]'],
  ])('%s', (_what, text) => {
    expect(parse(text)).toEqual(JSON.parse(text))
  })

  test('in every document that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: UNIT }), (text) => {
        expect(JSON.stringify(parse(text))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})

test('parseJson() leaves a __proto__ key a key, and no prototype is touched', () => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

describe('parseJson() refuses what parsers disagree about', () => {
  test.each([
    ['a byte order mark', '\ufeff{}', 'line 1, column 1'],
    ['text after the value', '{} x', 'line 1, column 4'],
    ['two values', '{}{}', 'line 1, column 3'],
    ['a NUL after the value', '{}\0', 'ERR_JSON'],
    ['comments', '{} // no', 'ERR_JSON'],
    ['a trailing comma', '{"a":1,}', 'line 1, column 8'],
    ['single quotes', "{'a':1}", 'line 1, column 2'],
    ['NaN', '{"a":NaN}', 'line 1, column 6'],
    ['a leading zero', '{"a":01}', 'ERR_JSON'],
    ['a tab within a string', '{"a":"\t"}', 'ERR_JSON'],
    ['an error on the third line', '{\n"a":1,\n "b" 2}', '"colon expected" at line 3, column 6'],
    ['an error at the start of a line', '{\n]', 'line 2, column 1'],
    ['nothing', '', 'found nothing'],
    ['space alone', ' \n', 'found nothing'],
  ])('%s', (_what, text, part) => {
    const { message, code } = refusal(text)
    expect(`${code} ${message}`).toContain(part)
    expect(message).toContain('expected one JSON value')
  })
})

test('parseJson() never quotes the text itself, which may hold a secret', () => {
  expect(refusal('{"password": "hunter2" oops}').message).not.toMatch(/hunter2|password|oops/)
})

describe('parseJson() bounds what it walks', () => {
  test('64 levels are taken, 65 are not', () => {
    expect(() => parse(nested(64))).not.toThrow()
    expect(refusal(nested(65)).message).toContain('64 levels')
    expect(refusal(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`).message).toContain('64 levels')
  })

  test('65 levels are not taken either where a second value of the key hides them', () => {
    expect(refusal(`{"a":${nested(64)},"a":1}`).message).toContain('"at most 64 levels expected" at line 1, column 69')
  })

  test('200,001 members are not taken', () => {
    expect(refusal(withMembers(200_001)).message).toBe(
      'config.json is too large to trust: found more than 200000 members',
    )
  })
})

const SAMPLE =
  '{"ociVersion":"1.0.2","n":18446744073709551615,"t":[true,null,-1.5e3,"\\u00e9é\\n"],"o":{"k" : {"":[]}}}\n'

test('parseJson() answers a document that was cut at any byte with ERR_JSON and nothing else', () => {
  const end = SAMPLE.lastIndexOf('}')
  for (let cut = 0; cut <= end; cut++) refusal(SAMPLE.slice(0, cut))
  expect(parse(SAMPLE)).toHaveProperty('ociVersion', '1.0.2')
})

test('parseJson() answers any change of one character with a value or with ERR_JSON', () => {
  const at = fc.nat(SAMPLE.length - 1)
  fc.assert(
    fc.property(at, fc.constantFrom(...'{}[]":,\\\0\n 0e-é'), (index, character) => {
      const text = SAMPLE.slice(0, index) + character + SAMPLE.slice(index + 1)
      try {
        parse(text)
      } catch (error) {
        expect(error).toBeInstanceOf(HookError)
      }
    }),
    { numRuns: scaled(2000) },
  )
})

describe('parseJson() reads escaped keys as they are written', () => {
  const shape = String.raw`{"q":1,"\\":{}}`
  const other = String.raw`{"q":1,"\"":{}}`

  test('after JSON.parse has met another one in an object of the same shape', () => {
    JSON.parse(shape)
    const misread = Object.keys(JSON.parse(other) as object)
    // The control: once V8 reads it right, the second parser can go.
    expect([
      ['q', '"'],
      ['q', '\\'],
    ]).toContainEqual(misread)
    expect(Object.keys(parseJson(other, 'x') as object)).toEqual(['q', '"'])
  })

  test('and finds a duplicate under another spelling', () => {
    expect(() => parseJson(String.raw`{"uid":1,"\u0075id":2}`, 'x')).toThrow(/the key "uid" twice/)
  })

  test('`__proto__` among them', () => {
    const value = parseJson(String.raw`{"__proto__":{"a":1},"\u0062":2}`, 'x')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'b'])
    expect(({} as { a?: number }).a).toBeUndefined()
  })
})
