import { expect, test } from 'vitest'
import { countedAnnotations } from '../../../../src/core/policy/annotations.ts'

const ALL = { 'oci-device-hook/mode': 'owner', 'oci-device-hook/odd': 'x', 'run.oci.handler': 'y', __proto_: 'z' }

test('countedAnnotations() leaves everything in its place where all count', () => {
  expect(countedAnnotations({ annotations: 'all' }, ALL)).toEqual({ annotations: ALL, ignored: [] })
})

test('countedAnnotations() leaves out those of ours that do not count, and no others', () => {
  expect(countedAnnotations({ annotations: ['mode'] }, ALL)).toEqual({
    annotations: { 'oci-device-hook/mode': 'owner', 'run.oci.handler': 'y', __proto_: 'z' },
    ignored: ['oci-device-hook/odd'],
  })
  expect(countedAnnotations({ annotations: [] }, ALL).ignored).toEqual(['oci-device-hook/mode', 'oci-device-hook/odd'])
})

test('countedAnnotations() keeps a key that is the name of a prototype what it is: a key', () => {
  const { annotations } = countedAnnotations({ annotations: [] }, JSON.parse('{"__proto__":"x"}'))
  expect(Object.getPrototypeOf(annotations)).toBe(Object.prototype)
  expect(Object.keys(annotations)).toEqual(['__proto__'])
})
