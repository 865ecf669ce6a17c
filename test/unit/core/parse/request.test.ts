import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HookError } from '../../../../src/core/errors.ts'
import { hasRequest } from '../../../../src/core/parse/own-annotations.ts'
import { MODES, parseRequest } from '../../../../src/core/parse/request.ts'
import { hookError } from '../../../support/expect-error.ts'
import { scaled } from '../../../support/scaled.ts'

const ours = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`oci-device-hook/${key}`, value]))

const NONE = { asked: false, mode: 'auto', devices: [], require: [], optional: [], user: undefined }

test("parseRequest() asks for nothing where there is no annotation of ours, whatever others' say", () => {
  expect(parseRequest({ 'run.oci.hooks.stderr': '/x', 'oci-device-hookx/mode': 'off' })).toEqual(NONE)
})

test('parseRequest() reads every key', () => {
  const values = { mode: 'groups', devices: '/dev/a,/dev/b', require: '/dev/a', optional: '/dev/b', user: '1000:44' }
  expect(parseRequest(ours(values))).toEqual({
    asked: true,
    mode: 'groups',
    devices: ['/dev/a', '/dev/b'],
    require: ['/dev/a'],
    optional: ['/dev/b'],
    user: { uid: 1000, gid: 44 },
  })
})

test('parseRequest() tells require=all from a list', () => {
  expect(parseRequest(ours({ require: 'all' })).require).toBe('all')
})

test('parseRequest() takes a user without a group, and leaves the group open', () => {
  expect(parseRequest(ours({ user: '0' })).user).toEqual({ uid: 0, gid: undefined })
})

test('parseRequest() takes 64 paths, and a value of 4,096 characters', () => {
  expect(parseRequest(ours({ devices: Array.from({ length: 64 }, () => '/dev/a').join(',') })).devices).toHaveLength(64)
  const [half, rest] = [`/dev/${'a'.repeat(2043)}`, `/dev/${'a'.repeat(2042)}`]
  expect(parseRequest(ours({ devices: `${half},${rest}` })).devices).toEqual([half, rest])
})

test('hasRequest() says yes to a key of ours even when its value is nonsense', () => {
  expect(hasRequest({ 'oci-device-hook/nonsense': 5 })).toBe(true)
  expect(hasRequest({ 'oci-device-hook': 'auto' })).toBe(false)
})

describe('parseRequest() refuses, naming the annotation', () => {
  test.each([
    ['mode', 'AUTO', 'found "AUTO", expected one of auto, owner, groups'],
    ['mode', '', 'found "", expected one of'],
    ['mode', 'auto ', 'found "auto "'],
    ['devices', '', 'it is empty'],
    ['devices', '/dev/a,', 'it is empty'],
    ['devices', '/dev/a, /dev/b', 'characters other than'],
    ['devices', '/etc/passwd', 'it is not below /dev), expected comma-separated absolute paths below /dev'],
    ['devices', 'dev/a', 'it is not absolute'],
    ['devices', '/dev/../etc/shadow', 'it has the component ".."'],
    ['devices', '/dev/./a', 'it has the component "."'],
    ['devices', '/dev//a', 'it has the component ""'],
    ['devices', '/dev/a/', 'it has the component ""'],
    ['devices', '/dev', 'it is not below /dev'],
    ['devices', '/dev/a*', 'characters other than'],
    ['devices', '/dev/\u0430', 'characters other than'],
    ['devices', '/dev/a\n* * * * * root id', 'characters other than'],
    ['devices', Array.from({ length: 65 }, () => '/dev/a').join(','), 'found 65 paths, expected at most 64'],
    ['devices', `/dev/${'a'.repeat(4092)}`, 'found 4097 characters, expected at most 4096'],
    ['require', 'ALL', 'it is not absolute'],
    ['require', 'all,/dev/a', 'it is not absolute'],
    ['optional', 'all', 'it is not absolute'],
    ['user', 'root', 'expected uid or uid:gid, each from 0 to 2147483647'],
    ['user', '1000:', 'found "1000:"'],
    ['user', ':5', 'found ":5"'],
    ['user', '1:2:3', 'found "1:2:3"'],
    ['user', '-1', 'found "-1"'],
    ['user', '01', 'found "01"'],
    ['user', '1e3', 'found "1e3"'],
    ['user', '2147483648', 'found "2147483648"'],
    ['user', '4294967296', 'found "4294967296"'],
    ['user', '+5', 'found "+5"'],
    ['user', '', 'found ""'],
  ])('%s=%j', (key, value, part) => {
    const { message, exit } = hookError('ERR_ANNOTATION', () => parseRequest(ours({ [key]: value })))
    expect(message).toContain(`annotation oci-device-hook/${key}: `)
    expect(message).toContain(part)
    expect(message).toMatch(/^[ -~]{1,400}$/)
    expect(exit).toBe(65)
  })

  test.each(['', 'Mode', 'modes', 'mode/x', '__proto__', 'constructor', 'a\nb'])('an unknown key %j', (key) => {
    const { message } = hookError('ERR_ANNOTATION', () => parseRequest(ours({ [key]: 'auto' })))
    expect(message).toMatch(/^unknown annotation "oci-device-hook\/[ -~]*expected oci-device-hook\/ with mode, devices/)
  })
})

/** The grammar of each key, said once more and differently. */
const ID = '(?:0|[1-9][0-9]*)'
const PATH = '/dev(?:/(?!\\.{1,2}(?:[/,]|$))[A-Za-z0-9._:+@-]+)+'
const PATHS = new RegExp(`^${PATH}(?:,${PATH}){0,63}$`)
const REFERENCE: Readonly<Record<string, (value: string) => boolean>> = {
  mode: (value) => /^(?:auto|owner|groups|keep-groups|private|off)$/.test(value),
  devices: (value) => PATHS.test(value),
  optional: (value) => PATHS.test(value),
  require: (value) => value === 'all' || PATHS.test(value),
  user: (value) =>
    new RegExp(`^${ID}(?::${ID})?$`).test(value) && value.split(':').every((id) => BigInt(id) < 2n ** 31n),
}

/** Pieces that make valid values likely, and nearly valid ones more so. */
const PIECES = ['/dev', '/', 'a', 'video0', '.', '..', ',', ':', '0', '1000', '2147483647', '2147483648', '-', '@', '+']
const MORE = [...MODES, 'all', ' ', '\n', '\0', '*', 'é', '/dev/a', ',/dev/b', '/etc', '0x1', '_']

test.each(Object.entries(REFERENCE))('parseRequest() takes for %s exactly what the grammar says', (key, isValid) => {
  const value = fc.array(fc.constantFrom(...PIECES, ...MORE), { maxLength: 7 }).map((pieces) => pieces.join(''))
  let taken = 0
  fc.assert(
    fc.property(value, (text) => {
      const accepted = accepts(key, text)
      if (accepted) taken++
      expect(accepted).toBe(isValid(text))
    }),
    { numRuns: scaled(5000) },
  )
  expect(taken).toBeGreaterThan(scaled(20)) // Else the generator would have proved nothing.
})

test('parseRequest() never throws anything but a HookError', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `oci-device-hook/${key}`),
        fc.string(),
      ),
      (annotations) => {
        try {
          parseRequest(annotations)
        } catch (error) {
          expect(error).toBeInstanceOf(HookError)
        }
      },
    ),
  )
})

function accepts(key: string, value: string): boolean {
  try {
    parseRequest(ours({ [key]: value }))
    return true
  } catch (error) {
    if (error instanceof HookError) return false
    throw error
  }
}
