import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hookEntryText } from '../../../../src/core/install/hook-entry.ts'

type Annotations = Readonly<Record<string, string>>
interface Entry {
  readonly when: {
    readonly always?: boolean
    readonly annotations?: Annotations
    readonly commands?: readonly string[]
    readonly hasBindMounts?: boolean
  }
}
interface Container {
  readonly pod?: Annotations
  readonly container?: Annotations
  readonly command?: string
  readonly hasBindMounts?: boolean
}

/**
 * Whether CRI-O injects an entry of version 1.0.0: every condition that it names must hold, and one at least (oci-hooks(5)).
 * An annotation matches when one pair of the container does, name and value by regular expressions that need not cover
 * them. CRI-O looks at the annotations of the container and of its pod as one, and the pod's win.
 */
function isInjected({ when }: Entry, { pod, container, command = '', hasBindMounts = false }: Container): boolean {
  const pairs = Object.entries({ ...container, ...pod })
  const isMatched = ([key, value]: readonly [string, string]) =>
    pairs.some(([name, text]) => new RegExp(key).test(name) && new RegExp(value).test(text))
  const conditions = [
    ...(when.always === undefined ? [] : [when.always]),
    ...(when.hasBindMounts === undefined ? [] : [when.hasBindMounts === hasBindMounts]),
    ...Object.entries(when.annotations ?? {}).map(isMatched),
    ...(when.commands === undefined ? [] : [when.commands.some((pattern) => new RegExp(pattern).test(command))]),
  ]
  return conditions.length > 0 && conditions.every((holds) => holds)
}

const path = '../../../../hooks.d/createRuntime/oci-device-hook-createRuntime.json'
const SHIPPED: Entry = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const ALWAYS: Entry = JSON.parse(hookEntryText({ executable: '/x', stage: 'createRuntime', always: true }))

describe("CRI-O's rules for the shipped entry", () => {
  const ask = { 'oci-device-hook/mode': 'auto' }
  test.each<[string, Container, boolean]>([
    ["the pod's annotation alone", { pod: ask }, true],
    ["the container's annotation alone", { container: ask }, true],
    ['both, with different values', { pod: ask, container: { 'oci-device-hook/mode': 'off' } }, true],
    ['an empty value', { pod: { 'oci-device-hook/devices': '' } }, true],
    ['a value of several lines', { pod: { 'oci-device-hook/devices': '/dev/a\n/dev/b' } }, true],
    [
      'another key of ours, beside those of Kubernetes',
      { pod: { a: 'b' }, container: { 'oci-device-hook/user': '1' } },
      true,
    ],
    ['no annotation', {}, false],
    [
      'annotations of others',
      { pod: { 'io.kubernetes.pod.name': 'x' }, container: { a: 'oci-device-hook/mode' } },
      false,
    ],
    ["another tool's name that ends in ours", { pod: { 'example.com/oci-device-hook/mode': 'auto' } }, false],
    ['a name that only begins alike', { pod: { 'oci-device-hooks/mode': 'auto' } }, false],
    ['nothing but bind mounts and a command', { hasBindMounts: true, command: '/oci-device-hook/' }, false],
  ])('a container with %s: injected or not', (_, container, expected) => {
    expect(isInjected(SHIPPED, container)).toBe(expected)
  })

  test('an entry with always is injected into every container', () => {
    expect(isInjected(ALWAYS, {})).toBe(true)
  })
})

describe("CRI-O's rules, as they are played here", () => {
  test.each<[Entry['when'], Container, boolean]>([
    [{}, {}, false],
    [{ always: false }, {}, false],
    [{ always: true, annotations: { '^a$': '^b$' } }, { pod: { a: 'c' } }, false],
    [{ annotations: { '^a$': '^b$' } }, { pod: { a: 'c' }, container: { a: 'b' } }, false],
    [{ commands: ['^/sh$'], hasBindMounts: true }, { command: '/sh', hasBindMounts: true }, true],
  ])('%j and %j: %s', (when, container, expected) => {
    expect(isInjected({ when }, container)).toBe(expected)
  })
})
