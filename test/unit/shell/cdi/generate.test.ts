import { describe, expect, test } from 'vitest'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import { type GenerateRequest, makeSpec } from '../../../../src/shell/cdi/generate.ts'
import { hookError } from '../../../support/expect-error.ts'
import { entry, hostNode } from '../../core/cdi/support/nodes.ts'
import { fakeHost } from './fake-host.ts'

const BY_ID = '/dev/v4l/by-id/usb-Cam'
const HOST = fakeHost(
  [
    entry(hostNode('/dev/dri/card0')),
    entry(hostNode('/dev/video0'), [BY_ID]),
    entry(hostNode('/dev/video1', { minor: 1 })),
  ],
  ['/dev/dri', '/dev/v4l/by-id'],
)
const BY_PATH = '/dev/dri/by-path/pci-0000:03:00.0-render'
const GPU = fakeHost([entry(hostNode('/dev/dri/renderD128'), [BY_PATH])], ['/dev/dri', '/dev/dri/by-path'])

const REQUEST: GenerateRequest = {
  paths: [],
  classes: [],
  kind: undefined,
  links: 'asked',
  version: undefined,
  program: '/usr/bin/oci-device-hook' as HostPath,
}

const make = (changes: Partial<GenerateRequest>) => {
  const { kind, spec } = makeSpec({ ...REQUEST, ...changes }, HOST)
  return {
    kind,
    names: spec?.devices.map(({ name }) => name),
    hooks: spec?.devices.at(-1)?.containerEdits.hooks?.length ?? 0,
  }
}

describe('makeSpec()', () => {
  test.each([
    ['a node', { paths: ['/dev/video1'] }, { kind: 'localhost/video', names: ['video1', 'all'], hooks: 0 }],
    ['a directory', { paths: ['/dev/dri/'] }, { kind: 'localhost/dri', names: ['dri-card0', 'all'], hooks: 0 }],
    ['a stable name', { paths: [BY_ID] }, { kind: 'localhost/video', names: ['usb-Cam', 'all'], hooks: 1 }],
    [
      'a directory of links',
      { paths: ['/dev/v4l/by-id'] },
      { kind: 'localhost/v4l', names: ['usb-Cam', 'all'], hooks: 1 },
    ],
    [
      'a stable name without links',
      { paths: [BY_ID], links: 'none' as const },
      { kind: 'localhost/video', names: ['usb-Cam', 'all'], hooks: 0 },
    ],
    [
      'a class',
      { classes: ['video' as const] },
      { kind: 'localhost/video', names: ['dri-card0', 'usb-Cam', 'video1', 'all'], hooks: 0 },
    ],
    [
      'one device twice',
      { paths: ['/dev/video0', BY_ID] },
      { kind: 'localhost/video', names: ['usb-Cam', 'all'], hooks: 1 },
    ],
    [
      'a kind of its own',
      { paths: ['/dev/video1'], kind: 'a.b/cam' },
      { kind: 'a.b/cam', names: ['video1', 'all'], hooks: 0 },
    ],
  ])('makes a spec of %s', (_, changes, expected) => {
    expect(make(changes)).toEqual(expected)
  })

  test.each([
    ['nothing', {}, 64],
    ['a path outside /dev', { paths: ['/etc/passwd'] }, 65],
    ['a way out of /dev', { paths: ['/dev/../etc'] }, 65],
    ['a path without a device', { paths: ['/dev/nothing'] }, 65],
    ['a kind that is none', { paths: ['/dev/video0'], kind: 'x' }, 64],
  ])('refuses %s', (_, changes, exit) => {
    expect(hookError('ERR_CDI', () => make(changes)).exit).toBe(exit)
  })

  test('has no hook for a directory of nodes, though it holds their links too: then none need be installed', () => {
    const { spec } = makeSpec({ ...REQUEST, paths: ['/dev/dri'] }, GPU)
    expect(spec?.devices.map(({ name }) => name)).toEqual(['pci-0000:03:00.0-render', 'all'])
    expect(JSON.stringify(spec)).not.toContain('hooks')
    expect(JSON.stringify(makeSpec({ ...REQUEST, paths: ['/dev/dri'], links: 'all' }, GPU).spec)).toContain(BY_PATH)
    expect(JSON.stringify(makeSpec({ ...REQUEST, paths: ['/dev/dri/by-path'] }, GPU).spec)).toContain(BY_PATH)
  })

  test('refuses when the policy leaves no device', () => {
    const disks = fakeHost([entry(hostNode('/dev/sda', { type: 'b' }))])
    expect(hookError('ERR_CDI', () => makeSpec({ ...REQUEST, paths: ['/dev/sda'] }, disks)).exit).toBe(77)
  })

  test('makes no spec of a class that the host has no device of', () => {
    expect(make({ classes: ['tpm'] })).toEqual({ kind: 'localhost/tpm', names: undefined, hooks: 0 })
  })
})
