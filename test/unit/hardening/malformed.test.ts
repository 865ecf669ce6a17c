import { describe, expect, test } from 'vitest'
import { naiveEnd } from '../../hardening/malformed/naive.ts'
import { forbiddenChange, forbiddenEdit } from '../../hardening/malformed/reference/edited.ts'
import { type Read, readJson } from '../../hardening/malformed/reference/json.ts'
import { savedCases } from '../../hardening/malformed/saved.ts'
import { tryCase } from '../../hardening/malformed/try.ts'

test.each(savedCases())('the hook holds for malformed input that once showed a fault: %s', async (_, given) => {
  expect((await tryCase(given)).problems).toEqual([])
})

const CONFIG = '{"process":{"user":{"uid":0}, "rlimit":18446744073709551615},"linux":{"devices":[{"uid":0},{"uid":1}]}}'

describe('forbiddenEdit() takes what the hook may write', () => {
  test.each([
    ['nothing', CONFIG],
    ['a field of a device', CONFIG.replace('"uid":1', '"uid":1000')],
    ['a new field of a device', CONFIG.replace('"uid":1', '"uid":1,"gid":5')],
    ['a new list of groups', CONFIG.replace('"uid":0}', '"uid":0,"additionalGids":[44]}')],
    ['a new device', CONFIG.replace('{"uid":1}', '{"uid":1},{"path":"/dev/x"}')],
    ['new hooks', CONFIG.replace(/}$/, ',"hooks":{"createRuntime":[{}]}}')],
    ['a device less', CONFIG.replace('[{"uid":0},', '[')],
  ])('%s', (_, output) => {
    expect(forbiddenEdit(read(CONFIG), read(output))).toBeUndefined()
  })
})

describe('forbiddenEdit() notices', () => {
  test.each([
    ['another number', CONFIG.replace('551615', '552000'), 'wrote at process.rlimit'],
    ['another spelling of a number', CONFIG.replace('"uid":0}, ', '"uid":0e0}, '), 'wrote at process.user.uid'],
    ['a space less', CONFIG.replace(', "rlimit', ',"rlimit'), 'bytes outside'],
    ['another order', CONFIG.replace(/^\{("process".*),("linux".*)\}$/, '{$2,$1}'), 'wrote at process (the key)'],
    ['a capability', CONFIG.replace('"rlimit"', '"capabilities":{},"rlimit"'), 'process.rlimit (the key)'],
    ['a member behind the others', CONFIG.replace(/}$/, ',"vm":{}}'), 'wrote at vm'],
  ])('%s', (_, output, found) => {
    expect(forbiddenEdit(read(CONFIG), read(output))).toContain(found)
  })
})

test('forbiddenChange() looks at values and not at spaces', () => {
  const spaced = JSON.stringify({ a: [1, { b: '2' }] }, undefined, 2)
  expect(forbiddenChange(read('{"a":[1,{"b":"2"}]}'), read(spaced))).toBeUndefined()
})

test.each([
  ['{"process":{"user":{}}}', 'held'],
  ['{"process":null}', 'ended in an exception'],
  ['{"process":{"user":{"uid":0,"uid":1}}}', 'took JSON of two meanings'],
  ['{"process":{"user":{}},"n":18446744073709551615}', 'changed other values'],
])('naiveEnd() tells what a naive hook makes of %s: %s', (config, end) => {
  expect(naiveEnd(Buffer.from(config))).toBe(end)
})

test.each([
  ['two equal keys', '{"a":1,"\\u0061":2}'],
  ['a control character in a string', '{"a":"\t"}'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['a byte order mark', '\ufeff{}'],
  ['65 levels', '['.repeat(65) + ']'.repeat(65)],
  ['a million brackets', '['.repeat(1_000_000)],
])('readJson() refuses %s', (_, text) => {
  expect(readJson(Buffer.from(text))).toBeUndefined()
})

function read(text: string): Read {
  const found = readJson(Buffer.from(text))
  if (found === undefined) throw new Error(`not JSON: ${text}`)
  return found
}
