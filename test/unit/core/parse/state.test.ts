import { describe, expect, test } from 'vitest'
import { parseState } from '../../../../src/core/parse/state.ts'
import { hookError } from '../../../support/expect-error.ts'

const STATE = {
  ociVersion: '1.0.2',
  id: 'abc',
  status: 'created',
  pid: 4711,
  bundle: '/run/b',
  annotations: { a: 'b' },
}
const state = (changes: object) => JSON.stringify({ ...STATE, ...changes })

test('parseState() keeps what the hook needs, and drops what a runtime adds', () => {
  expect(parseState(state({ fifo: 3, owner: 'x' }))).toEqual({
    id: 'abc',
    pid: 4711,
    bundle: '/run/b',
    root: undefined,
    annotations: { a: 'b' },
  })
})

test.each([undefined, null])('parseState() takes annotations that are %s for none', (annotations) => {
  expect(parseState(state({ annotations })).annotations).toEqual({})
})

test("parseState() keeps crun's root", () => {
  expect(parseState(state({ root: 'rootfs' })).root).toBe('rootfs')
})

describe('parseState() refuses, naming the field, what was found and what was expected', () => {
  test.each([
    ['pid', 0, 'found 0, expected an integer from 2 to 4194304'],
    ['pid', 1, 'found 1,'],
    ['pid', -1, 'found -1,'],
    ['pid', 4_194_305, 'found 4194305,'],
    ['pid', 2 ** 53, 'found 9007199254740992,'],
    ['pid', 1e9, 'found 1000000000,'],
    ['pid', 1.5, 'found 1.5,'],
    ['pid', '12', 'found "12",'],
    ['pid', null, 'found null,'],
    ['pid', undefined, 'found nothing,'],
    ['pid', [12], 'found an array,'],
    ['id', '', 'expected an id'],
    ['id', '../etc', 'expected an id'],
    ['id', 'a\n', 'found "a\\u000a", expected an id'],
    ['id', 7, 'found 7, expected a string'],
    ['bundle', 'run/b', 'found "run/b", expected an absolute path'],
    ['bundle', '/run/../etc', 'expected an absolute path'],
    ['bundle', '/run/b\0', 'expected an absolute path'],
    ['bundle', '/run/b/', 'expected an absolute path'],
    ['bundle', undefined, 'found nothing, expected a string'],
    ['root', 'a\0b', 'expected a path without NUL'],
    ['root', 5, 'found 5, expected a string'],
    ['annotations', [], 'found an array, expected an object of strings'],
    ['annotations', 'x', 'found "x", expected an object of strings'],
  ])('%s %j', (field, value, part) => {
    const { message, exit } = hookError('ERR_STATE', () => parseState(state({ [field]: value })))
    expect(message).toContain(`the container state on stdin: ${field}: `)
    expect(message).toContain(part)
    expect(exit).toBe(65)
  })

  test('an annotation that is no string, by its key', () => {
    const { message } = hookError('ERR_STATE', () => parseState(state({ annotations: { a: 'b', n: 5 } })))
    expect(message).toContain('annotations.n: found 5, expected a string')
  })

  test.each([['null'], ['[]'], ['"state"'], ['7']])('a whole document that is %s', (text) => {
    expect(hookError('ERR_STATE', () => parseState(text)).message).toContain('the whole document')
  })
})

test('parseState() takes the smallest and the largest pid of Linux', () => {
  expect(parseState(state({ pid: 2 })).pid).toBe(2)
  expect(parseState(state({ pid: 2 ** 22 })).pid).toBe(2 ** 22)
})

test('parseState() refuses a state whose pid stands twice', () => {
  const text = state({}).replace('"pid":4711', '"pid":4711,"pid":1')
  expect(hookError('ERR_JSON', () => parseState(text)).message).toContain('"pid"')
})

test('parseState() refuses an annotation named __proto__ that is no string', () => {
  const text = '{"id":"a","pid":5,"bundle":"/b","annotations":{"__proto__":{"a":"b"}}}'
  expect(() => parseState(text)).toThrow('annotations.__proto__: found an object, expected a string')
})

test('parseState() takes an annotation named __proto__ without harm', () => {
  parseState('{"id":"a","pid":5,"bundle":"/b","annotations":{"__proto__":"x"}}')
  expect(({} as { x?: unknown }).x).toBeUndefined()
})
