import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bugsOf } from '../../../../src/core/doctor/engine-bugs.ts'
import { udevRule } from '../../../../src/core/doctor/udev-rule.ts'
import { isBelow, versionIn } from '../../../../src/core/doctor/version.ts'
import { shellQuote } from '../../../../src/core/report/shell-quote.ts'

describe('shellQuote()', () => {
  test('makes one word of any text, as a real shell reads it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', "'", '"', '$', '`', '\\', ' ', '\n', ';', '*', '~', '!'),
      maxLength: 12,
    })
    const property = fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
      const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words)
    })
    fc.assert(property, { numRuns: 100 })
  })

  test('leaves alone what needs no quotes', () =>
    expect(shellQuote('/dev/dri/by-path/pci-0000:00:02.0-card')).not.toContain("'"))
})

describe('versionIn()', () => {
  test.each([
    ['podman version 4.3.1', [4, 3, 1]],
    ['crun version 1.29.1.0.0-52-dirty', [1, 29, 1]],
    ['runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1', [1, 1, 5]],
    ['crun version 1.30', [1, 30, 0]],
    ['6.1.0-40-amd64', [6, 1, 0]],
    ['UNKNOWN', undefined],
  ])('of %j is %j', (text, version) => expect(versionIn(text)).toEqual(version))

  test('orders by numbers, not by letters', () => {
    expect(isBelow([1, 9, 0], [1, 10, 0])).toBe(true)
    expect(isBelow([1, 10, 0], [1, 9, 9])).toBe(false)
    expect(isBelow([1, 10, 0], [1, 10, 0])).toBe(false)
  })
})

describe('bugsOf()', () => {
  const codes = (engine: string, ...version: [number, number, number]) =>
    bugsOf(engine, version).map(({ code }) => code)

  test('knows the branch that a fault was mended in', () => {
    expect(codes('runc', 1, 3, 2)).toContain('CVE-2025-31133')
    expect(codes('runc', 1, 2, 8)).not.toContain('CVE-2025-31133')
    expect(codes('runc', 1, 4, 2)).toEqual(['CVE-2026-41579'])
    expect(codes('runc', 1, 3, 6)).toEqual([])
    expect(codes('runc', 1, 4, 3)).toEqual([])
  })

  test('knows nothing of engines that it does not know', () => expect(codes('youki', 0, 1, 0)).toEqual([]))
})

describe('udevRule()', () => {
  const number = { type: 'c', major: 188, minor: 0 } as const
  const device = { path: '/dev/ttyUSB0', number, class: 'serial', usbId: { vendor: '10c4', product: 'ea60' } } as const

  test('goes by vendor and product on USB, and by the name elsewhere', () => {
    expect(udevRule(device)).toContain(
      'SUBSYSTEM=="tty", ATTRS{idVendor}=="10c4", ATTRS{idProduct}=="ea60", GROUP="dialout"',
    )
    expect(udevRule({ ...device, usbId: undefined })).toContain('KERNEL=="ttyUSB0", GROUP="dialout", MODE="0660"')
    expect(udevRule({ ...device, class: 'usb' })).toContain('ATTR{idVendor}')
  })

  test('never opens to everybody what no rule of systemd opens to everybody', () => {
    expect(udevRule({ path: '/dev/kvm', number, class: 'kvm', usbId: undefined })).not.toContain('0666')
    expect(udevRule({ path: '/dev/net/tun', number, class: 'tun', usbId: undefined })).toContain('MODE="0666"')
  })

  test.each<[string, Partial<Parameters<typeof udevRule>[0]>]>([
    ['a disk', { number: { type: 'b', major: 252, minor: 0 } }],
    ['memory', { number: { type: 'c', major: 1, minor: 1 } }],
    ['what has no known class', { class: 'other' }],
    ['what reads disks past every file system', { class: 'storage', path: '/dev/nvme0' }],
    ['a USB device without ids, whose name is its place on the bus', { class: 'usb', usbId: undefined }],
  ])('is none for %s', (_, changes) => {
    expect(udevRule({ ...device, ...changes })).toBeUndefined()
    expect(udevRule(device)).toContain('udev')
  })

  test('goes by the subsystem for a group of VFIO, as docs/vfio.md does', () => {
    const group = { path: '/dev/vfio/12', number: { type: 'c', major: 242, minor: 0 }, class: 'vfio' } as const
    const rule = /SUBSYSTEM=="vfio", GROUP="vfio", MODE="0660"/
    expect(udevRule({ ...group, usbId: undefined })).toMatch(rule)
    expect(readFileSync('docs/vfio.md', 'utf8')).toMatch(rule)
  })

  test('is one command, whatever the name of the node', () => {
    const command = udevRule({ path: "/dev/a'$(reboot)'", number, class: 'serial', usbId: undefined })
    const echoed = execFileSync('sh', ['-c', command?.split(' | ')[0] ?? ''], { encoding: 'utf8' })
    expect(echoed).toContain(`KERNEL=="a'$(reboot)'"`)
  })
})
