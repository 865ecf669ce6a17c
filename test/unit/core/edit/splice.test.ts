import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviceMount, plantedHook } from '../../../../src/core/edit/additions.ts'
import type { Edit, Json, Step } from '../../../../src/core/edit/edit.ts'
import { splice as spliceFor } from '../../../../src/core/edit/splice.ts'
import { parseExact } from '../../../support/exact-json.ts'
import { hookError } from '../../../support/expect-error.ts'
import { configText } from './documents.ts'

const HOOK = '/usr/libexec/oci-device-hook'
const splice = (text: string, edits: readonly Edit[]) => spliceFor(text, edits, HOOK)

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

  const hook = plantedHook(HOOK) as Record<string, Json>
  const mount = deviceMount('/dev/x', '/dev/y') as Record<string, Json>
  const added = { path: '/dev/x', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 1, gid: 1 }
  const rule = { allow: true, type: 'c', major: 1, minor: 3, access: 'rw' }
  const PLACES = {
    hook: ['hooks', 'createRuntime'],
    mount: ['mounts'],
    device: ['linux', 'devices'],
    rule: ['linux', 'resources', 'devices'],
    group: ['process', 'user', 'additionalGids'],
  }
  type Place = keyof typeof PLACES
  const appendTo = (place: Place, ...values: Json[]): Edit => ({ op: 'append', path: PLACES[place], values })

  test.each<[string, Place, Json]>([
    ['of another program', 'hook', { ...hook, path: '/tmp/evil' }],
    ['of a program beside ours', 'hook', { ...hook, path: `${HOOK}-2` }],
    ['with other arguments', 'hook', { ...hook, args: ['oci-device-hook', 'precreate'] }],
    ['with one argument more', 'hook', { ...hook, args: ['oci-device-hook', 'createRuntime', '--debug'] }],
    ['with a variable more', 'hook', { ...hook, env: ['PATH=/usr/bin', 'LD_PRELOAD=/tmp/x.so'] }],
    ['without an environment', 'hook', { path: HOOK, args: hook.args ?? null, timeout: 10 }],
    ['without an end', 'hook', { ...hook, timeout: 0 }],
    ['with a member more', 'hook', { ...hook, x: 1 }],
    ['of a file of the host', 'mount', { ...mount, source: '/etc/shadow' }],
    ['that leads out of /dev', 'mount', { ...mount, source: '/dev/../etc/shadow' }],
    ['over a file of the container', 'mount', { ...mount, destination: '/etc/passwd' }],
    ['over all of /dev', 'mount', { ...mount, destination: '/dev' }],
    ['of all of /dev', 'mount', { ...mount, source: '/dev' }],
    ['of a file system', 'mount', { ...mount, type: 'proc' }],
    ['with programs', 'mount', { ...mount, options: ['bind', 'nosuid', 'rw', 'rprivate'] }],
    ['that spreads', 'mount', { ...mount, options: ['bind', 'nosuid', 'noexec', 'rw', 'rshared'] }],
    ['that is a block device', 'device', { ...added, type: 'b' }],
    ['elsewhere', 'device', { ...added, path: '/etc/x' }],
    ['with a set-id bit', 'device', { ...added, fileMode: 0o4660 }],
    ['of a negative owner', 'device', { ...added, uid: -1 }],
    ['of an owner that is 0 by overflow', 'device', { ...added, uid: 2 ** 32 }],
    ['without an owner', 'device', { path: '/dev/x', type: 'c', major: 1, minor: 3, fileMode: 0o660 }],
    ['for all devices', 'rule', { allow: true, access: 'rw' }],
    ['for every minor', 'rule', { ...rule, minor: -1 }],
    ['for block devices', 'rule', { ...rule, type: 'b' }],
    ['to make nodes', 'rule', { ...rule, access: 'rwm' }],
    ['that is a name', 'group', 'disk'],
    ['that is a fraction', 'group', 0.5],
    ['that is nothing', 'hook', null],
    ['that is a list', 'mount', [mount]],
  ])('to append what is not ours, %s: a %s', (_what, place, value) => {
    const { message, exit } = hookError('ERR_EDIT', () => splice('{}', [gids, appendTo(place, value)]))
    expect(message).toContain('another value than is written there')
    expect(exit).toBe(70)
    hookError('ERR_EDIT', () => splice('{}', [appendTo(place, ...OURS[place], value)]))
  })

  const OURS: Record<Place, Json[]> = { hook: [hook], mount: [mount], device: [added], rule: [rule], group: [44] }
  test.each(Object.entries(OURS))('the control: what is ours is appended, a %s', (place, values) => {
    expect(splice('{}', [appendTo(place as Place, ...values)])).toContain(JSON.stringify(values))
  })

  test.each<[string, string, Json]>([
    ['uid', 'uid', -1],
    ['gid', 'gid', 2 ** 31],
    ['fileMode', 'fileMode', 0o4660],
    ['uid of another kind', 'uid', '0'],
  ])('to set a %s that is none', (_what, field, value) => {
    hookError('ERR_EDIT', () => splice('{}', [{ op: 'set', path: ['linux', 'devices', 0, field], value }]))
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

const id = fc.nat(2 ** 31 - 1)
const mode = fc.nat(0o777)
const number = { type: fc.constant('c'), major: fc.nat(4095), minor: fc.nat(1_048_575) }
/** Names as odd as a file system takes them. */
const device = fc.string({ unit: 'grapheme' }).map((name) => `/dev/x${name.replaceAll('/', '').replaceAll('\0', '')}`)
const inOrder = (value: Record<string, fc.Arbitrary<Json>>) => fc.record(value, { noNullPrototype: true })
const entry = inOrder({ path: device, ...number, fileMode: mode, uid: id, gid: id })
const deviceRule = inOrder({ allow: fc.constant(true), ...number, access: fc.constant('rw') })

/** Any edit that config.json's own shape allows; devices by an index that exists. */
function editsOf(text: string): fc.Arbitrary<Edit> {
  const { linux } = JSON.parse(text) as { linux?: { devices?: unknown[] | null } | null }
  const count = linux?.devices?.length ?? 0
  const append = (path: Step[], value: fc.Arbitrary<Json>) =>
    fc.array(value, { minLength: 1, maxLength: 2 }).map((values): Edit => ({ op: 'append', path, values }))
  const appends = [
    append(['process', 'user', 'additionalGids'], id),
    append(['linux', 'devices'], entry),
    append(['linux', 'resources', 'devices'], deviceRule),
  ]
  if (count === 0) return fc.oneof(...appends)
  const set = (names: readonly string[], values: fc.Arbitrary<number>) =>
    fc
      .tuple(fc.nat(count - 1), fc.constantFrom(...names), values)
      .map(([at, name, value]): Edit => ({ op: 'set', path: ['linux', 'devices', at, name], value }))
  return fc.oneof(set(['uid', 'gid'], id), set(['fileMode'], mode), ...appends)
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
  const mounts = fc.array(
    device.map((path) => deviceMount(path, path)),
    { maxLength: 2 },
  )
  const lists = fc.tuple(fc.array(element, { minLength: 1, maxLength: 6 }), mounts)
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
