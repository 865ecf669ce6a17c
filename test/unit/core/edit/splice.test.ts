import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Edit, Json, Step } from '../../../../src/core/edit/edit.ts'
import { splice } from '../../../../src/core/edit/splice.ts'
import { parseExact } from '../../../support/exact-json.ts'
import { hookError } from '../../../support/expect-error.ts'
import { configText } from './documents.ts'

const gids: Edit = { op: 'append', path: ['process', 'user', 'additionalGids'], values: [44] }
const uid: Edit = { op: 'set', path: ['linux', 'devices', 0, 'uid'], value: 1000 }

describe('splice() writes the smallest change', () => {
  test.each<[string, string, Edit[], string]>([
    ['into an empty document', '{}', [gids], '{"process":{"user":{"additionalGids":[44]}}}'],
    [
      'into an empty array',
      '{"process":{"user":{"additionalGids":[ ]}}}',
      [gids],
      '{"process":{"user":{"additionalGids":[44 ]}}}',
    ],
    [
      'after the last element',
      '{"process":{"user":{"additionalGids":[ 5 ]}}}',
      [gids],
      '{"process":{"user":{"additionalGids":[ 5,44 ]}}}',
    ],
    ['in the place of null', '{"process": null}', [gids], '{"process": {"user":{"additionalGids":[44]}}}'],
    [
      'in the place of a null array',
      '{"process":{"user":{"additionalGids":null}}}',
      [gids],
      '{"process":{"user":{"additionalGids":[44]}}}',
    ],
    ['over a number', '{"linux":{"devices":[{"uid" : 0 }]}}', [uid], '{"linux":{"devices":[{"uid" : 1000 }]}}'],
    ['over a null', '{"linux":{"devices":[{"uid":null}]}}', [uid], '{"linux":{"devices":[{"uid":1000}]}}'],
    [
      'behind the last member',
      '{"linux":{"devices":[{"n":1e400 }]}}',
      [uid],
      '{"linux":{"devices":[{"n":1e400,"uid":1000 }]}}',
    ],
    [
      'to a key that is written with an escape',
      '{"linux":{"devices":[{"\\u0075id":0}]}}',
      [uid],
      '{"linux":{"devices":[{"\\u0075id":1000}]}}',
    ],
    [
      'for two edits of one missing object',
      '{}',
      [gids, { ...gids, values: [45, 46] }],
      '{"process":{"user":{"additionalGids":[44,45,46]}}}',
    ],
  ])('%s', (_where, text, edits, expected) => {
    expect(splice(text, edits)).toBe(expected)
  })
})

test('splice() gives back the very text when there is nothing to change, even when that is no JSON', () => {
  expect(splice(' {"a" :18446744073709551615}\n', [])).toBe(' {"a" :18446744073709551615}\n')
  expect(splice('not JSON', [])).toBe('not JSON')
})

describe('splice() refuses', () => {
  const set = (...path: Step[]): Edit => ({ op: 'set', path, value: 0 })
  const append = (...path: Step[]): Edit => ({ op: 'append', path, values: [0] })
  test.each<[string, Edit]>([
    ['the process', set('process', 'user', 'uid')],
    ['capabilities', append('process', 'capabilities', 'bounding')],
    ["somebody's hook", append('hooks', 'createContainer')],
    ['a namespace', set('linux', 'namespaces', 0, 'path')],
    ['a setting below a device', set('linux', 'devices', 0, 'uid', 'x')],
    ['the path of a device', set('linux', 'devices', 0, 'path')],
    ['a device by a name in the place of its index', set('linux', 'devices', '0', 'uid')],
    ['a star in the place of an index', set('linux', 'devices', '*', 'mode')],
    ['to replace all devices', set('linux', 'devices')],
    ['to append to a field', append('linux', 'devices', 0, 'uid')],
    ['the whole document', set()],
  ])('to edit %s', (_what, edit) => {
    const { message, exit, remedy } = hookError('ERR_EDIT', () => splice('{}', [gids, edit]))
    expect(message).toContain('outside the writable places of config.json')
    expect(remedy).toContain('nothing was written')
    expect(exit).toBe(70)
  })

  test.each([
    ['text where an array is expected', '{"process":{"user":{"additionalGids":"x"}}}', gids],
    ['an array where an object is expected', '{"process":[]}', gids],
    ['a number where an object is expected', '{"process":5}', gids],
    ['nothing at all', '', gids],
  ])('to edit %s', (_what, text, edit) => {
    hookError('ERR_EDIT', () => splice(text, [edit]))
  })
})

/** Any edit that config.json's own shape allows; devices by an index that exists. */
function editsOf(text: string): fc.Arbitrary<Edit> {
  const { linux } = JSON.parse(text) as { linux?: { devices?: unknown[] | null } | null }
  const count = linux?.devices?.length ?? 0
  const number = fc.nat(2 ** 31 - 1)
  const append = (path: Step[], value: fc.Arbitrary<Json>) =>
    fc.array(value, { minLength: 1, maxLength: 2 }).map((values): Edit => ({ op: 'append', path, values }))
  const appends = [
    append(['process', 'user', 'additionalGids'], number),
    append(['linux', 'devices'], fc.record({ path: fc.string({ unit: 'grapheme' }), uid: number })),
    append(['linux', 'resources', 'devices'], fc.record({ allow: fc.constant(true), major: number })),
  ]
  if (count === 0) return fc.oneof(...appends)
  const field = fc.tuple(fc.nat(count - 1), fc.constantFrom('uid', 'gid', 'fileMode'), number)
  const sets = field.map(([at, name, value]): Edit => ({ op: 'set', path: ['linux', 'devices', at, name], value }))
  return fc.oneof(sets, ...appends)
}

const withEdits = (limit: number) =>
  configText.chain((text) =>
    fc.tuple(fc.constant(text), fc.array(editsOf(text), { minLength: 1, maxLength: limit }).map(once)),
  )

/** One value for one place: whoever decides never says two things about one field. */
function once(edits: readonly Edit[]): Edit[] {
  const places = edits.map(({ op, path }, at) => (op === 'set' ? path.join('.') : `${at}`))
  return edits.filter((_, at) => places.indexOf(places[at] ?? '') === at)
}

test('splice() gives what the edits say and leaves every other value as it was, numbers by their text', () => {
  fc.assert(
    fc.property(withEdits(6), ([text, edits]) => {
      expect(parseExact(splice(text, edits))).toEqual(edits.reduce(naiveEdit, parseExact(text)))
    }),
    { numRuns: 2000 },
  )
})

test('splice() leaves every byte outside of an edit as it was', () => {
  fc.assert(
    fc.property(withEdits(1), ([text, edits]) => {
      const output = splice(text, edits)
      const head = commonPrefix(text, output)
      const tail = commonPrefix(reverse(text.slice(head)), reverse(output.slice(head)))
      // All of the input that is not in the output any more: nothing, a null, or the number that was replaced.
      expect(text.slice(head, text.length - tail)).toMatch(/^(?:[nul]*|[-+.0-9e]*)$/)
    }),
    { numRuns: 2000 },
  )
})

test('splice() refuses two values for one place, and an edit of what it takes out', () => {
  const text = '{"linux":{"devices":[{"uid":1},{"uid":2}]}}'
  const remove: Edit = { op: 'remove', path: ['linux', 'devices', 0] }
  hookError('ERR_EDIT', () => splice(text, [uid, { ...uid, value: 7 }]))
  hookError('ERR_EDIT', () => splice(text, [remove, uid]))
})

test('splice() takes out any elements, before, behind and between what stays, and appends to what is left', () => {
  const element = fc.tuple(fc.integer(), fc.boolean())
  const lists = fc.tuple(fc.array(element, { minLength: 1, maxLength: 6 }), fc.array(fc.integer(), { maxLength: 2 }))
  fc.assert(
    fc.property(lists, fc.constantFrom('', ' ', '\n  '), ([all, more], gap) => {
      const text = `{"mounts":${gap}[${gap}${all.map(([value]) => value).join(`${gap},${gap}`)}${gap}]}`
      const removals = all.flatMap(([, gone], at): Edit[] => (gone ? [{ op: 'remove', path: ['mounts', at] }] : []))
      const appends: Edit[] = more.length === 0 ? [] : [{ op: 'append', path: ['mounts'], values: more }]
      const kept = all.flatMap(([value, gone]) => (gone ? [] : [value]))
      expect(JSON.parse(splice(text, [...appends, ...removals]))).toEqual({ mounts: [...kept, ...more] })
    }),
    { numRuns: 2000 },
  )
})

test('splice() comes to the same value for edits at once and one after the other', () => {
  fc.assert(
    fc.property(withEdits(4), ([text, edits]) => {
      const oneByOne = edits.reduce((document, edit) => splice(document, [edit]), text)
      expect(parseExact(splice(text, edits))).toEqual(parseExact(oneByOne))
    }),
    { numRuns: 500 },
  )
})

/** The same edit on a parsed document, by the book. */
function naiveEdit(document: unknown, edit: Edit): unknown {
  const exact = (value: Json) => parseExact(JSON.stringify(value))
  const change = (value: unknown, [step, ...rest]: readonly Step[]): unknown => {
    if (step === undefined) {
      return edit.op === 'set'
        ? exact(edit.value)
        : [...((value ?? []) as unknown[]), ...(edit.op === 'append' ? edit.values.map(exact) : [])]
    }
    if (typeof step === 'number')
      return (value as unknown[]).map((each, at) => (at === step ? change(each, rest) : each))
    const object = (value ?? {}) as Record<string, unknown>
    return { ...object, [step]: change(Object.hasOwn(object, step) ? object[step] : undefined, rest) }
  }
  return change(document, edit.path)
}

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

function reverse(text: string): string {
  return text.split('').reverse().join('')
}
