import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  classFault,
  deviceNameFault,
  kindFault,
  splitKind,
  toDeviceName,
  vendorFault,
} from '../../../../src/core/cdi/names.ts'

describe('names of CDI', () => {
  test.each(['localhost', 'nvidia.com', 'a1', 'intel.com-x_y'])('%s is a vendor', (vendor) => {
    expect(vendorFault(vendor)).toBeUndefined()
  })

  test.each(['', 'a', '1a', '-a', 'a-', 'a.', 'a b', 'a/b', 'ä1', 'a'.repeat(254)])('%j is no vendor', (vendor) => {
    expect(vendorFault(vendor)).toBeDefined()
  })

  test('a class is as long as the name of a label, no longer', () => {
    expect(classFault('c'.repeat(63))).toBeUndefined()
    expect(classFault('c'.repeat(64))).toContain('64 characters')
  })

  test.each(['0', 'gpu0', 'pci-0000:03:00.0-render', '0:1', 'a_b'])('%s is a name of a device', (name) => {
    expect(deviceNameFault(name)).toBeUndefined()
  })

  test.each(['', ':0', '0:', 'a/b', 'a b', 'a=b', '_a'])('%j is no name of a device', (name) => {
    expect(deviceNameFault(name)).toBeDefined()
  })

  test('kindFault() says which half is wrong', () => {
    expect(kindFault('localhost/dri')).toBeUndefined()
    expect(kindFault('localhost')).toBe('it has no slash')
    expect(kindFault('1x/dri')).toContain('vendor')
    expect(kindFault('x/dri')).toBe('its vendor is none: it has 1 character, not 2 to 253')
    expect(kindFault('localhost/dri/card0')).toContain('class')
    expect(splitKind('a/b/c')).toEqual({ vendor: 'a', class: 'b/c' })
  })

  test('toDeviceName() makes a name of everything that has a letter or a digit', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (/[A-Za-z0-9]/.test(text)) expect(deviceNameFault(toDeviceName(text))).toBeUndefined()
        else expect(toDeviceName(text)).toBe('')
      }),
    )
  })
})
