import { expect, test } from 'vitest'
import { type ContainerPath, deviceFault, isWithin, lexicalFault, parentOf } from '../../../../src/core/model/paths.ts'

test.each([
  ['/', undefined],
  ['/a/b', undefined],
  ['', 'it is not absolute'],
  ['a', 'it is not absolute'],
  ['/a\0', 'it has a NUL byte'],
  ['/a//b', 'it has the component ""'],
  ['/a/', 'it has the component ""'],
  ['/a/.', 'it has the component "."'],
  ['/../a', 'it has the component ".."'],
  [`/${'a'.repeat(4094)}`, undefined],
  [`/${'a'.repeat(4095)}`, 'it has 4096 characters, more than the 4095 of PATH_MAX'],
])('lexicalFault() of %j is %j', (path, fault) => {
  expect(lexicalFault(path)).toBe(fault)
})

test.each([
  ['/dev/a', undefined],
  ['/dev/...', undefined],
  ['/dev', 'it is not below /dev'],
  ['/devices/a', 'it is not below /dev'],
  ['/dev/../etc', 'it has the component ".."'],
])('deviceFault() of %j is %j', (path, fault) => {
  expect(deviceFault(path)).toBe(fault)
})

test.each([
  ['/dev/dri/card0', '/dev/dri', true],
  ['/dev/dri', '/dev/dri', true],
  ['/dev/dri2', '/dev/dri', false],
  ['/dev', '/', true],
])('isWithin(%j, %j) is %j: whole components count', (path, directory, answer) => {
  expect(isWithin(path, directory)).toBe(answer)
})

test.each([
  ['/dev/dri/card0', '/dev/dri'],
  ['/dev', '/'],
])('parentOf(%j) is %j', (path, parent) => {
  expect(parentOf(path as ContainerPath)).toBe(parent)
})
