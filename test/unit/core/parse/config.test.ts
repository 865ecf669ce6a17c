import { describe, expect, test } from 'vitest'
import { checkConfig, rootPathOf } from '../../../../src/core/parse/config.ts'
import { hookError } from '../../../support/expect-error.ts'

const MAX = 2 ** 31 - 1

type Put = (value: unknown) => object

/** Every field that holds an id, and where it stands in a document. */
const ID_FIELDS: [string, Put][] = [
  ['process.user.uid', (uid) => ({ process: { user: { uid } } })],
  ['process.user.gid', (gid) => ({ process: { user: { gid } } })],
  ['process.user.additionalGids[1]', (id) => ({ process: { user: { additionalGids: [5, id] } } })],
  ['linux.devices[0].uid', (uid) => device({ uid })],
  ['linux.devices[0].gid', (gid) => device({ gid })],
  ['linux.uidMappings[0].containerID', (containerID) => mapping('uidMappings', { containerID })],
  ['linux.uidMappings[0].hostID', (hostID) => mapping('uidMappings', { hostID })],
  ['linux.gidMappings[0].containerID', (containerID) => mapping('gidMappings', { containerID })],
  ['linux.gidMappings[0].hostID', (hostID) => mapping('gidMappings', { hostID })],
]

/** Fields that Go programs write `null` into when they mean "none". */
const NULLABLE = ['process.user.uid', 'process.user.gid', 'linux.devices[0].uid', 'linux.devices[0].gid']

describe.each(ID_FIELDS)('checkConfig() at %s', (field, put) => {
  test.each([0, 1000, MAX])('takes %j', (id) => {
    expect(checkConfig(put(id))).toMatchObject(put(id))
  })

  test.each([
    [MAX + 1, '2147483648'],
    [2 ** 32 - 1, '4294967295'],
    [2 ** 32, '4294967296'],
    [2 ** 53, '9007199254740992'],
    [-1, '-1'],
    [1.5, '1.5'],
    ['1', '"1"'],
    [true, 'true'],
    [[], 'an array'],
    [{}, 'an object'],
  ])('refuses %j, naming the field, the finding and the range', (value, found) => {
    const { message } = hookError('ERR_CONFIG', () => checkConfig(put(value)))
    expect(message).toBe(`config.json: ${field}: found ${found}, expected an integer from 0 to ${MAX}`)
  })

  test(`${NULLABLE.includes(field) ? 'takes' : 'refuses'} null`, () => {
    if (NULLABLE.includes(field)) checkConfig(put(null))
    else hookError('ERR_CONFIG', () => checkConfig(put(null)))
  })
})

describe('checkConfig() refuses', () => {
  test.each<[string, object, string]>([
    ['a device without a path', { linux: { devices: [{ type: 'c' }] } }, 'linux.devices[0].path: found nothing'],
    ['a relative device', device({ path: 'dev/x' }), 'linux.devices[0].path: found "dev/x", expected an absolute path'],
    ['a device outside /dev', device({ path: '/etc/passwd' }), 'expected an absolute path below /dev'],
    ['a device path with ..', device({ path: '/dev/../etc' }), 'expected an absolute path below /dev without "."'],
    ['a device path with NUL', device({ path: '/dev/a\0b' }), 'found "/dev/a\\u0000b"'],
    ['/dev itself', device({ path: '/dev' }), 'expected an absolute path below /dev'],
    ['a device without a type', { linux: { devices: [{ path: '/dev/x' }] } }, 'linux.devices[0].type: found nothing'],
    ['a major of 13 bits', device({ major: 4096 }), 'linux.devices[0].major: found 4096, expected an integer from 0'],
    ['a minor of 21 bits', device({ minor: 1_048_576 }), 'expected an integer from 0 to 1048575'],
    ['a negative major of a device', device({ major: -1 }), 'found -1'],
    ['a fileMode of 17 bits', device({ fileMode: 0o200000 }), 'linux.devices[0].fileMode: found 65536'],
    ['a fileMode as text', device({ fileMode: '0660' }), 'found "0660"'],
    ['devices as an object', { linux: { devices: {} } }, 'linux.devices: found an object, expected an array'],
    ['a device that is null', { linux: { devices: [null] } }, 'linux.devices[0]: found null, expected an object'],
    ['a rule without allow', { linux: { resources: { devices: [{}] } } }, 'found nothing, expected true or false'],
    ['a rule below -1', rule({ major: -2 }), 'linux.resources.devices[0].major: found -2'],
    ['an annotation that is a number', { annotations: { a: 1 } }, 'annotations.a: found 1, expected a string'],
    ['a root path with NUL', { root: { path: 'a\0' } }, 'root.path: found "a\\u0000"'],
    ['a root without path', { root: {} }, 'root.path: found nothing, expected a string'],
    ['a mount without destination', { mounts: [{}] }, 'mounts[0].destination: found nothing'],
    ['a process that is text', { process: 'sh' }, 'process: found "sh", expected an object'],
    ['capabilities as an array', { process: { capabilities: [] } }, 'process.capabilities: found an array'],
    ['noNewPrivileges as text', { process: { noNewPrivileges: 'no' } }, 'expected true or false'],
    ['a namespace without a type', { linux: { namespaces: [{}] } }, 'linux.namespaces[0].type: found nothing'],
    ['a mapping larger than 32 bits', mapping('uidMappings', { size: 2 ** 32 }), 'linux.uidMappings[0].size'],
  ])('%s', (_what, document, part) => {
    expect(hookError('ERR_CONFIG', () => checkConfig(document)).message).toContain(part)
  })

  test.each([null, [], 'text', 7])('the whole document %j', (document) => {
    expect(hookError('ERR_CONFIG', () => checkConfig(document)).message).toContain('the whole document')
  })

  test('a key of somebody with its control characters made harmless', () => {
    const { message } = hookError('ERR_CONFIG', () => checkConfig({ annotations: { 'x\n\u001b[2J': 1 } }))
    expect(message).toMatch(/^[ -~]+$/)
  })
})

describe('checkConfig() takes', () => {
  test.each<[string, object]>([
    ['an empty document', {}],
    ['null for every part', { root: null, process: null, annotations: null, mounts: null, hooks: null, linux: null }],
    [
      'null within the parts',
      { process: { user: null, capabilities: null }, linux: { devices: null, resources: null } },
    ],
    ['a device without a number', { linux: { devices: [{ path: '/dev/fifo', type: 'p' }] } }],
    ['the file type within fileMode, as podman writes it', device({ fileMode: 0o20660 })],
    ['-1 in a rule for "all"', rule({ major: -1, minor: -1 })],
    ['fields it does not know', { linux: { seccomp: { defaultAction: 1 } }, vm: [] }],
    ['the largest device number', device({ major: 4095, minor: 1_048_575 })],
  ])('%s', (_what, document) => {
    expect(() => checkConfig(document)).not.toThrow()
  })
})

function device(changes: object): object {
  return { linux: { devices: [{ path: '/dev/x', type: 'c', major: 1, minor: 3, ...changes }] } }
}

function rule(changes: object): object {
  return { linux: { resources: { devices: [{ allow: true, ...changes }] } } }
}

function mapping(kind: 'uidMappings' | 'gidMappings', changes: object): object {
  return { linux: { [kind]: [{ containerID: 0, hostID: 100_000, size: 65_536, ...changes }] } }
}

test.each([
  [{ root: { path: '/var/lib/x' }, mounts: 'of no matter here' }, '/var/lib/x'],
  [{ root: null }, 'rootfs'],
  [{}, 'rootfs'],
])('rootPathOf() reads the root file system of %j alone: %s', (document, expected) => {
  expect(rootPathOf(document)).toBe(expected)
})

test.each<[unknown, string]>([
  [{ root: { path: 5 } }, 'config.json: root.path: found 5, expected a string'],
  [{ root: { path: 'a\0' } }, 'config.json: root.path: found "a\\u0000", expected a path without NUL'],
  [{ root: {} }, 'config.json: root.path: found nothing, expected a string'],
  [[], 'config.json: the whole document: found an array, expected an object'],
])('rootPathOf() refuses %j', (document, message) => {
  expect(hookError('ERR_CONFIG', () => rootPathOf(document)).message).toBe(message)
})
