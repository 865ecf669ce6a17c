import { expect, test } from 'vitest'
import { deviceClass } from '../../../../src/core/resolve/device-class.ts'
import { kernelFacts, kernelNodeName } from '../../../../src/shell/linux/kernel-facts.ts'

test('kernelFacts() says what sysfs and /proc/devices say of the null device', () => {
  const number = { type: 'c', major: 1, minor: 3 } as const
  expect(kernelFacts(number)).toEqual({ subsystem: 'mem', name: 'null', driver: 'mem' })
  expect(deviceClass(number, kernelFacts(number))).toBe('other')
})

test('kernelFacts() keeps majors of block devices apart from those of character devices', () => {
  expect(kernelFacts({ type: 'b', major: 1, minor: 4095 }).driver).not.toBe('mem')
})

test('kernelFacts() says nothing of a number that nobody has', () => {
  const number = { type: 'c', major: 4000, minor: 9 } as const
  expect(kernelFacts(number)).toEqual({ subsystem: undefined, name: undefined, driver: undefined })
  expect(kernelNodeName(number)).toBeUndefined()
})
