import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { containerName } from '../../../../src/core/parse/container-name.ts'
import { concernsUs } from '../../../../src/core/parse/glance.ts'

const devices = (...paths: unknown[]) => ({ linux: { devices: paths.map((path) => ({ path })) } })

describe('concernsUs() says yes', () => {
  test.each<[string, unknown]>([
    ['to an annotation of ours', { annotations: { 'oci-device-hook/mode': 'off' } }],
    ['to an annotation of ours that is wrong', { annotations: { 'oci-device-hook/x': 7 } }],
    ['to a device', devices('/dev/null', '/dev/video0')],
    ['to a bind mount from /dev', { mounts: [{ destination: '/x', source: '/dev/video0' }] }],
    ['to a bind mount to /dev', { mounts: [{ destination: '/dev/x', source: '/run/x', type: 'bind' }] }],
    ['to a bind mount of /dev itself', { mounts: [{ destination: '/host', source: '/dev' }] }],
    [
      'to a bind mount from /dev behind a volume',
      { mounts: [{ destination: '/data' }, { destination: '/x', source: '/dev/video0' }] },
    ],
    ['when in doubt: devices that are no array', { linux: { devices: 'x' } }],
    ['when in doubt: a device without a path', devices(undefined)],
    ['when in doubt: a device that is null', { linux: { devices: [null] } }],
    ['when in doubt: a path that cannot even be shown', devices({ toString: 1, valueOf: 1 })],
  ])('%s', (_what, document) => {
    expect(concernsUs(document)).toBe(true)
  })
})

describe('concernsUs() says no', () => {
  test.each<[string, unknown]>([
    ['to an empty document', {}],
    ['to no devices', { linux: { devices: [] } }],
    ['to devices that are null', { linux: { devices: null } }],
    ['to the devices that every container has', devices('/dev/null', '/dev/zero', '/dev/tty', '/dev/pts/0')],
    [
      'to the mounts that every container has',
      { mounts: [{ destination: '/dev/pts', type: 'devpts', source: 'devpts' }] },
    ],
    ['to a bind mount of a device that every container has', { mounts: [{ destination: '/dev/null', type: 'bind' }] }],
    ['to what an engine binds for itself', { mounts: [{ destination: '/dev/shm', source: '/run/x', type: 'bind' }] }],
    ['to a new file system below /dev', { mounts: [{ destination: '/dev/x', source: 'tmpfs', type: 'tmpfs' }] }],
    ['to a volume', { mounts: [{ destination: '/data', source: '/srv', type: 'bind' }] }],
    ['to a mount whose source cannot even be shown', { mounts: [{ source: { toString: 1, valueOf: 1 } }] }],
    [
      "to a pod's pause container, whatever it asks for",
      { annotations: { 'oci-device-hook/mode': 'auto', 'io.kubernetes.cri-o.ContainerType': 'sandbox' } },
    ],
    ["to somebody else's annotations", { annotations: { 'io.podman/x': 'y' } }],
    ['to a document that is no object', null],
    ['to an array', [1]],
  ])('%s', (_what, document) => {
    expect(concernsUs(document)).toBe(false)
  })
})

test('concernsUs() and containerName() never throw, whatever the document is', () => {
  const key = fc.constantFrom(
    'linux',
    'devices',
    'path',
    'mounts',
    'source',
    'annotations',
    'hostname',
    'cgroupsPath',
    'toString',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
  }))
  fc.assert(
    fc.property(tree, (document) => {
      expect(typeof concernsUs(document)).toBe('boolean')
      expect(typeof containerName(document)).toBe('string')
    }),
  )
})

describe('containerName() finds', () => {
  const id = '0123456789abcdef'.repeat(4)
  test.each<[string, unknown, string]>([
    [
      "the id in the path of podman's own file, as a container of a pod has no host name",
      { mounts: [{ destination: '/run/.containerenv', source: `/x/vfs-containers/${'b'.repeat(64)}/userdata/y` }] },
      'b'.repeat(64),
    ],
    ["the id in podman's cgroup path", { linux: { cgroupsPath: `machine.slice:libpod:${id}` } }, id],
    [
      "no id in another mount than podman's own",
      { hostname: 'web', mounts: [{ destination: '/x', source: `/x/${'c'.repeat(64)}` }] },
      'web',
    ],
    ['no id in a cgroup path that is no text', { hostname: 'web', linux: { cgroupsPath: [id] } }, 'web'],
    ['the host name where there is no id', { hostname: 'web', linux: { cgroupsPath: '/user/x' } }, 'web'],
    ['nothing where there is nothing', {}, ''],
    ['nothing in a host name that is no text', { hostname: 5 }, ''],
  ])('%s', (_what, document, name) => {
    expect(containerName(document)).toBe(name)
  })
})
