import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { renderContainer } from '../../../../src/cli/doctor/container/render-container.ts'
import type { ContainerDocument } from '../../../../src/core/doctor/container/document.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../../support/recorded-output.ts'

const DOCUMENT: ContainerDocument = {
  version: 1,
  container: 'zigbee',
  engine: 'podman',
  runtime: 'crun',
  running: true,
  user: { uid: 1000, gid: 1000, groups: [] },
  devices: [
    {
      path: '/dev/dri/renderD128',
      class: 'gpu',
      verdict: 'usable',
      layer: null,
      reason: 'it was opened',
      remedy: null,
    },
    {
      path: '/dev/ttyUSB0',
      class: 'serial',
      verdict: 'denied',
      layer: 'unplugged',
      reason: 'the device c 188:0 was unplugged or numbered again; this is not a permission problem',
      remedy: 'plug the device in and start the container again',
    },
    {
      path: '/dev/x',
      class: null,
      verdict: 'unknown',
      layer: 'cgroup',
      reason: 'the device cgroup cannot be read on cgroup v2',
      remedy: 'use --open',
    },
  ],
  findings: [
    {
      code: 'UNPLUGGED',
      devices: ['/dev/ttyUSB0'],
      severity: 'fail',
      found: '/dev/ttyUSB0: the device was unplugged, reset, or numbered again; this is not a permission problem',
      expected: 'the device that the container was started with',
      remedy: 'podman restart zigbee',
    },
  ],
}

describe('renderContainer()', () => {
  test('shows one table, why below, and what was recognised', () => {
    const text = renderContainer(DOCUMENT, TERMINAL)
    expect(text).toMatchSnapshot()
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says no more in colour than without', () => {
    const coloured = renderContainer(DOCUMENT, COLOUR_TERMINAL)
    expect(coloured).toMatchSnapshot()
    expect(stripVTControlCharacters(coloured)).toBe(renderContainer(DOCUMENT, TERMINAL))
  })

  test('hides the remedy of a device that a finding is about, and of no other', () => {
    const text = renderContainer(DOCUMENT, TERMINAL)
    expect(text).not.toContain('plug the device in')
    expect(text).toContain('remedy: use --open')
  })

  test('folds the denied devices of no known class, and reasons that many share', () => {
    const [, denied] = DOCUMENT.devices
    if (denied === undefined) throw new Error('no device')
    const consoles = Array.from({ length: 60 }, (_, index) => ({
      ...denied,
      path: `/dev/tty${index}`,
      class: 'other' as const,
    }))
    const text = renderContainer({ ...DOCUMENT, devices: [denied, ...consoles] }, TERMINAL)
    expect(text).toContain('60 more of no known class are denied (--json names them)')
    expect(text).toContain('/dev/ttyUSB0, /dev/tty0, /dev/tty1 and 58 more: ')
    expect(text.split('\n').length).toBeLessThan(20)
    const few = renderContainer({ ...DOCUMENT, devices: consoles.slice(0, 3) }, TERMINAL)
    expect(few).toContain('/dev/tty2')
  })

  test('names both layers of a device that two of them close', () => {
    const [, denied] = DOCUMENT.devices
    if (denied === undefined) throw new Error('no device')
    const text = renderContainer({ ...DOCUMENT, devices: [{ ...denied, layer: 'mode', also: 'cgroup' }] }, TERMINAL)
    expect(text).toContain('mode, cgroup')
  })

  test('says so when there is no device', () => {
    const text = renderContainer({ ...DOCUMENT, running: false, devices: [], findings: [] }, TERMINAL)
    expect(text).toBe(
      'zigbee: podman, crun, not running: what the next start would give\n\nno devices beside those that every container has\n',
    )
  })

  test('shows no terminal sequence that a name holds', () => {
    expect(renderContainer({ ...DOCUMENT, container: '\u001b[2J' }, TERMINAL)).not.toContain('\u001b')
  })
})
