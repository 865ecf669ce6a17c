import { describe, expect, test } from 'vitest'
import { type ParsedSpec, parseSpec } from '../../../../src/core/cdi/parse.ts'
import { readSpecText } from '../../../../src/core/cdi/text.ts'

type ParsedResult = { readonly spec: ParsedSpec }
const NODE = { path: '/dev/a', type: 'c', major: 1, minor: 3 }
const spec = (changes: object = {}, edits: object = {}, version = '0.5.0') => ({
  cdiVersion: version,
  kind: 'example.com/gpu',
  devices: [{ name: 'gpu0', containerEdits: { deviceNodes: [NODE], ...edits } }],
  ...changes,
})
const faultOf = (document: unknown) => {
  const result = parseSpec(document)
  return 'fault' in result ? result.fault : 'newer' in result ? 'newer' : 'none'
}

describe('parseSpec()', () => {
  test('takes what NVIDIA writes: mounts, hooks, environment, annotations', () => {
    const document = spec({
      containerEdits: {
        env: ['NVIDIA_VISIBLE_DEVICES=void'],
        hooks: [{ hookName: 'createContainer', path: '/usr/bin/nvidia-cdi-hook', args: ['nvidia-cdi-hook', 'chmod'] }],
        mounts: [{ hostPath: '/usr/lib/a.so', containerPath: '/usr/lib/a.so', options: ['ro', 'bind'] }],
      },
    })
    expect(faultOf(document)).toBe('none')
    expect(faultOf({ ...document, annotations: { a: 'b' }, cdiVersion: '0.6.0' })).toBe('none')
  })

  test.each([
    [spec({ extra: 1 }), 'found the unknown field extra'],
    [spec({}, { additionalGIDs: [44] }), 'devices[0].containerEdits: found the unknown field additionalGIDs'],
    [spec({ kind: 'gpu' }), 'kind: found "gpu": it has no slash'],
    [spec({ devices: [] }), 'devices: found an array, expected at least one device'],
    [spec({ devices: [{ name: 'a b', containerEdits: { deviceNodes: [NODE] } }] }), 'it has characters'],
    [spec({ devices: [{ name: 'a', containerEdits: {} }] }), 'has no edits'],
    [spec({ devices: Array(2).fill({ name: 'a', containerEdits: { deviceNodes: [NODE] } }) }), 'is there twice'],
    [spec({}, { deviceNodes: [{ ...NODE, type: 'x' }] }), 'deviceNodes[0].type: found "x", expected one of'],
    [spec({}, { deviceNodes: [{ ...NODE, permissions: 'rx' }] }), 'permissions: found "rx"'],
    [spec({}, { deviceNodes: [{ ...NODE, major: -1 }] }), 'major: found -1'],
    [spec({}, { hooks: [{ hookName: 'precreate', path: '/x' }] }), 'hookName: found "precreate"'],
    [spec({}, { env: ['=x'] }), 'a variable such as'],
    [spec({ cdiVersion: '0.5' }), 'cdiVersion: found "0.5"'],
    [null, 'found null, expected an object'],
  ])('refuses %j', (document, fault) => {
    expect(faultOf(document)).toContain(fault)
  })

  test.each([
    ['0.7.0', {}, { additionalGids: [44] }],
    ['0.7.0', {}, { intelRdt: { closID: 'a' } }],
    ['1.1.0', {}, { netDevices: [{ hostInterfaceName: 'a', name: 'b' }] }],
    ['0.6.0', { annotations: { a: 'b' } }, {}],
    ['0.6.0', { kind: 'a.b/c.d' }, {}],
    ['0.5.0', {}, { deviceNodes: [{ ...NODE, hostPath: '/dev/b' }] }],
    ['0.5.0', { devices: [{ name: '0', containerEdits: { deviceNodes: [NODE] } }] }, {}],
    ['0.4.0', {}, { mounts: [{ hostPath: '/a', containerPath: '/b', type: 'bind' }] }],
  ])('needs %s for %j and %j', (needed, changes, edits) => {
    expect(faultOf(spec(changes, edits, '0.3.0'))).toBe(`cdiVersion: found 0.3.0, but its fields need ${needed}`)
    expect(faultOf(spec(changes, edits, needed))).toBe('none')
  })

  test.each([
    ['a number for a name', spec({ devices: [{ name: 1, containerEdits: { deviceNodes: [NODE] } }] })],
    ['a truth value for a text', spec({}, { hooks: [{ hookName: 'prestart', path: '/x', args: ['x', true, 1.5] }] })],
    ['null for annotations', spec({ annotations: null })],
    [
      'null for edits, numbers and lists',
      spec({ containerEdits: null }, { env: null, deviceNodes: [{ ...NODE, uid: null }] }),
    ],
    ['the largest gid', spec({}, { additionalGids: [4294967295] }, '0.7.0')],
  ])('takes %s, as readers in Go do', (_, document) => {
    expect(faultOf(document)).toBe('none')
  })

  test.each([
    [
      'a gid of more than 32 bits',
      spec({}, { additionalGids: [4294967296] }, '0.7.0'),
      'found 4294967296, expected an integer',
    ],
    ['null for an unknown field', spec({ extra: null }), 'unknown field extra'],
    ['null for the devices', spec({ devices: null }), 'devices: found null'],
    ['a list for a text', spec({ kind: ['a'] }), 'kind: found an array'],
  ])('refuses %s, as they do', (_, document, fault) => {
    expect(faultOf(document)).toContain(fault)
  })

  test.each([
    ['1.2.0', 'newer'],
    ['2.0.0', 'newer'],
    ['1.1.1', 'newer'],
    ['1.1.0', 'none'],
    ['0.9.0', 'cdiVersion: found "0.9.0"'],
    ['1.2', 'cdiVersion: found "1.2"'],
  ])('takes the version %s for %s', (version, expected) => {
    expect(faultOf(spec({ cdiVersion: version }))).toContain(expected)
  })

  test('gives back the text that a number stands for', () => {
    const [device] = (
      parseSpec(spec({ devices: [{ name: 1, containerEdits: { deviceNodes: [NODE] } }] })) as ParsedResult
    ).spec.devices
    expect(device?.name).toBe('1')
  })

  test('takes 0.1.0 for 0.3.0, as readers do', () => {
    expect(faultOf(spec({}, {}, '0.1.0'))).toBe('none')
  })
})

describe('readSpecText()', () => {
  test('reads octal numbers as YAML 1.1 has them, as readers in Go do', () => {
    expect(readSpecText('fileMode: 0660')).toEqual({ document: { fileMode: 0o660 } })
  })

  test('reads a date and a number with colons as text, as they do', () => {
    const text = 'a: 2001-01-01\nb: 0:1\nc: 1:30.5\nd: yes'
    expect(readSpecText(text)).toEqual({ document: { a: '2001-01-01', b: '0:1', c: '1:30.5', d: true } })
  })

  test.each([
    ['a key twice', 'a: 1\na: 2'],
    ['half a list', 'a: ['],
    ['an alias of nothing', 'a: *b'],
    [
      'a bomb of aliases',
      `a: &a [1]\n${'bcdefghi'
        .split('')
        .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
  ])('refuses %s', (_, text) => {
    expect(readSpecText(text)).toHaveProperty('fault')
  })
})
