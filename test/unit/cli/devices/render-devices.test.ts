import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { renderDevices } from '../../../../src/cli/devices/render-devices.ts'
import { PLAIN } from '../../../../src/cli/output/screen.ts'
import { parseAccounts } from '../../../../src/core/host/accounts.ts'
import { deviceDocument, type HostDevice, type UserAnswer } from '../../../../src/core/host/host-device.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../../support/recorded-output.ts'

const ACCOUNTS = parseAccounts('alice:x:1000:1000::/:', 'video:x:44:alice,bob\ndialout:x:20:\nrender:x:109:a,b,c,d,e,f')
const GPU: HostDevice = {
  path: '/dev/dri/renderD128',
  number: { type: 'c', major: 226, minor: 128 },
  class: 'gpu',
  uid: 0,
  gid: 109,
  mode: 0o660,
  links: 1,
  acl: { named: [{ kind: 'user', id: 1000, bits: 6 }], groupBits: 6 },
  label: 'system_u:object_r:dri_device_t:s0',
  names: ['/dev/dri/by-path/pci-0000:00:02.0-render'],
  driver: 'i915',
}
const SERIAL: HostDevice = {
  ...GPU,
  path: '/dev/ttyUSB0',
  number: { type: 'c', major: 188, minor: 0 },
  class: 'serial',
  gid: 20,
  acl: undefined,
  label: undefined,
  names: [],
  driver: undefined,
}
const devices = [
  GPU,
  SERIAL,
  { ...SERIAL, path: '/dev/ttyUSB1', mode: 0o600 },
  { ...SERIAL, path: '/dev/net/tun', class: 'tun', mode: 0o666 } as const,
]

const show = (list: readonly HostDevice[], screen = TERMINAL, isDetailed = false) =>
  renderDevices(
    { version: 1, user: null, devices: list.map((one) => deviceDocument(one, ACCOUNTS, undefined)) },
    { isDetailed, hidden: 3, classes: [] },
    screen,
  )

const ask = (answer: UserAnswer, screen = TERMINAL) =>
  renderDevices(
    { version: 1, user: 'alice', devices: [deviceDocument(GPU, ACCOUNTS, answer)] },
    { isDetailed: false, hidden: 0, classes: [] },
    screen,
  )

describe('renderDevices() of classes that were named', () => {
  const options = { isDetailed: false, hidden: 105 }
  const of = (list: readonly HostDevice[], classes: readonly string[]) =>
    renderDevices(
      { version: 1, user: null, devices: list.map((one) => deviceDocument(one, ACCOUNTS, undefined)) },
      { ...options, classes },
      TERMINAL,
    )

  test('says that there is none, and nothing of others', () => {
    expect(of([], ['gpu'])).toBe('no gpu\n')
    expect(of([], ['gpu', 'tpm'])).toBe('no gpu, no tpm\n')
    expect(of([], [])).toBe('no device of a known class; 105 devices are not shown (--all)\n')
  })

  test('offers --all only where no class was named', () => {
    expect(of([SERIAL], ['serial'])).not.toContain('--all')
    expect(of([SERIAL], [])).toContain('--all')
  })
})

describe('renderDevices()', () => {
  test('fits 80 columns', () => {
    const text = show(devices)
    expect(text).toMatchSnapshot()
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('shows the same in a pipe, on a line each', () => expect(show(devices, PLAIN)).toMatchSnapshot())

  test('tells everything about a device that was named', () => expect(show([GPU], TERMINAL, true)).toMatchSnapshot())

  test('answers for a user, and says whom it asked', () => {
    const computed = { allowed: false, rule: 'other', gid: null, source: 'computed', isOverruled: false } as const
    expect(ask(computed)).toMatchSnapshot()
    expect(
      ask({ ...computed, allowed: true, rule: 'group', gid: 109, source: 'kernel' }, COLOUR_TERMINAL),
    ).toMatchSnapshot()
    expect(ask({ ...computed, source: 'kernel', isOverruled: true })).toContain('✖ no, the kernel says')
  })

  const KERNEL = { gid: null, source: 'kernel', isOverruled: false } as const
  test.each<[Pick<UserAnswer, 'allowed' | 'rule'> & { gid?: number }, string]>([
    [{ allowed: true, rule: 'capability' }, 'yes, root'],
    [{ allowed: true, rule: 'owner' }, 'yes, the owner'],
    [{ allowed: false, rule: 'owner' }, 'no, the owner has no read and write'],
    [{ allowed: true, rule: 'acl-user' }, 'yes, its ACL names the user'],
    [{ allowed: false, rule: 'acl-user' }, 'no, its ACL gives the user less'],
    [{ allowed: true, rule: 'group', gid: 109 }, 'yes, group render'],
    [{ allowed: false, rule: 'group', gid: 109 }, 'no, group render has no read and write'],
    [{ allowed: true, rule: 'acl-group', gid: 7 }, 'yes, its ACL names the group 7'],
    [{ allowed: false, rule: 'acl-group', gid: 7 }, 'no, its ACL gives the group 7 less'],
    [{ allowed: true, rule: 'other' }, 'yes, everybody may'],
    [{ allowed: false, rule: 'other' }, 'no, in none of: render'],
  ])('names the rule that decided: %j', (answer, words) => {
    expect(ask({ ...KERNEL, ...answer }, PLAIN)).toContain(words)
  })

  test('tells of a device that was named whom it asked, and of no group where there is none', () => {
    const answer = { ...KERNEL, allowed: false, rule: 'other' } as const
    const named = (device: HostDevice, user: UserAnswer) =>
      renderDevices(
        { version: 1, user: 'alice', devices: [deviceDocument(device, ACCOUNTS, user)] },
        { isDetailed: true, hidden: 0, classes: [] },
        PLAIN,
      )
    expect(named({ ...SERIAL, mode: 0o600 }, answer)).toContain('alice: x no, no group may (asked of the kernel)\n')
    expect(named(GPU, { ...answer, source: 'computed' })).toContain('(computed; root asks the kernel)\n')
  })

  test('says one device where it is one', () => {
    const document = { version: 1, user: null, devices: [] } as const
    expect(renderDevices(document, { isDetailed: false, hidden: 1, classes: [] }, PLAIN)).toContain(
      '1 device is not shown',
    )
  })

  test('says no more in colour than without', () => {
    expect(stripVTControlCharacters(show(devices, COLOUR_TERMINAL))).toBe(show(devices))
  })

  test('shows no terminal sequence that a name holds', () => {
    expect(show([{ ...GPU, path: '/dev/\u001b[2J', label: '\u001b' }], TERMINAL, true)).not.toContain('\u001b')
  })

  test('says how many there are when none is of a known class', () => {
    expect(show([])).toBe('no device of a known class; 3 devices are not shown (--all)\n')
  })
})
