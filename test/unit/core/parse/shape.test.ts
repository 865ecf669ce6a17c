import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { check, list, object, text } from '../../../../src/core/parse/shape.ts'
import { parseState } from '../../../../src/core/parse/state.ts'
import { hookError } from '../../../support/expect-error.ts'
import { scaled } from '../../../support/scaled.ts'
import { zodConfig, zodFault, zodState } from '../../../support/zod-oracle.ts'

const device = { type: 'c', path: '/dev/video2', major: 81, minor: 2, fileMode: 0o660, uid: 0, gid: 44 }
const mapping = { containerID: 0, hostID: 100000, size: 65536 }
const state = { id: 'abc', pid: 4711, bundle: '/run/b', root: 'rootfs', annotations: { a: 'b' } }
/** Every field that is read stands in it once. */
const config = {
  root: { path: 'rootfs' },
  process: {
    user: { uid: 1000, gid: 1000, additionalGids: [44, 10] },
    capabilities: { bounding: ['CAP_CHOWN'], ambient: [], permitted: ['CAP_CHOWN'] },
    noNewPrivileges: true,
  },
  annotations: { 'oci-device-hook/mode': 'auto' },
  mounts: [{ destination: '/dev/snd', source: '/dev/snd', type: 'bind', options: ['rbind'] }],
  hooks: { createRuntime: [{ path: '/usr/bin/x' }] },
  linux: {
    devices: [device, { ...device, path: '/dev/video3' }],
    resources: { devices: [{ allow: false, type: 'a', major: -1, minor: -1, access: 'rwm' }] },
    namespaces: [{ type: 'user', path: '/proc/1/ns/user' }],
    uidMappings: [mapping],
    gidMappings: [mapping],
    mountLabel: 'system_u:object_r:container_file_t:s0',
  },
}

/** What JSON can hold, and what is just outside of a bound. */
const wrong = fc.oneof(
  fc.constantFrom(null, true, '', 'x', '/dev/a', '/dev/../a', '/a\0b', [], {}, [[]], [null], { path: 1 }),
  fc.constantFrom(-2, -1, 0, 1, 2, 1.5, 4095, 4096, 1048575, 1048576, 2 ** 22 + 1, 2 ** 32 - 2, 2 ** 32 - 1, 1e300),
  fc.jsonValue(),
)
const places = (document: object) => fc.constantFrom(...placesIn(document))

test.each([
  ['config.json', config, zodConfig, checkConfig],
  ['the container state', state, zodState, (value: unknown) => parseState(JSON.stringify(value))],
] as const)(
  '%s is judged in the same words by its shape and by zod, wherever a value is wrong',
  (_, document, schema, judge) => {
    const verdicts = { fits: 0, misfits: 0 }
    const change = fc.record({ place: places(document), value: wrong, remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const changed = changes.reduce<unknown>(
          (at, { place, value, remove }) => put(at, place, value, remove),
          document,
        )
        const expected = zodFault(schema, changed)
        verdicts[expected === undefined ? 'fits' : 'misfits']++
        expect(faultOf(() => judge(changed))).toBe(expected)
      }),
      { numRuns: scaled(3000) },
    )
    expect(verdicts.fits).toBeGreaterThan(scaled(100))
    expect(verdicts.misfits).toBeGreaterThan(scaled(1000))
  },
)

test.each<[unknown, string]>([
  [[{ a: 'x' }, { a: 1 }], '[1].a'],
  [[5], '[0]'],
  [5, 'the whole document'],
])('check() says as jq would where %j is not a list of objects: %s', (value, place) => {
  const { message } = hookError('ERR_CONFIG', () => check(list(object({ a: text })), value, 'x', 'ERR_CONFIG'))
  expect(message.startsWith(`x: ${place}: found`)).toBe(true)
})

/** `linux.devices.0.uid: an integer from 0 to …`, out of the sentence. */
function faultOf(judge: () => unknown): string | undefined {
  try {
    judge()
    return undefined
  } catch (error) {
    const [, path = '', expected] =
      /^.*?: (.*): found .*?, expected (.*)$/s.exec(String((error as Error).message)) ?? []
    const where = path === 'the whole document' ? '' : path
    return `${where.replaceAll(/\[(\d+)\]/g, '.$1')}: ${expected}`
  }
}

function placesIn(value: unknown, place: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...place]]
  return [[...place], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...place, key]))]
}

function put(target: unknown, [key, ...rest]: readonly string[], value: unknown, remove: boolean): unknown {
  if (key === undefined) return value
  if (typeof target !== 'object' || target === null) return target
  const copy = (Array.isArray(target) ? [...target] : { ...target }) as Record<string, unknown>
  if (rest.length === 0 && remove && !Array.isArray(copy)) delete copy[key]
  else copy[key] = put(copy[key], rest, value, remove)
  return copy
}
