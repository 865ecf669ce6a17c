import fs from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseLinks } from '../../../../src/core/cdi/links.ts'
import type { ContainerState } from '../../../../src/core/parse/state.ts'
import { openContainer } from '../../../../src/shell/linux/container.ts'
import { makeLinks } from '../../../../src/shell/pipeline/make-links.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { ANY_AGE, FakeContainer } from '../../../support/fake-container.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

const isRoot = process.getuid?.() === 0
const NAME = '/dev/serial/by-id/usb-A'
const LINKS = parseLinks(['--link', NAME, '/dev/ttyUSB0'])

/** A directory of the host that a container may try to lead us to, on a tmpfs as /dev is one. */
const host = isRoot ? new TemporaryDirectory() : undefined

beforeEach(needsRoot)
beforeAll(() => {
  if (host === undefined) return
  usePrivateMounts()
  coverWithTmpfs(host.path)
})
afterAll(() => {
  if (host === undefined) return
  umount2(host.path, MNT_DETACH)
  host[Symbol.dispose]()
})

function run(fake: FakeContainer, changes: Partial<ContainerState> = {}): void {
  const text = JSON.stringify({ ociVersion: '1.0.2', status: 'created', ...fake.state(changes) })
  makeLinks(LINKS, { bytes: Buffer.from(text), text }, { openContainer: (state) => openContainer(state, ANY_AGE) })
}

/** Everything of the host's directory that a link or a directory made in it would change. */
const hostDirectory = () => {
  const { mtimeNs, ctimeNs } = fs.statSync(host?.path ?? '/', { bigint: true })
  return { mtimeNs, ctimeNs, names: fs.readdirSync(host?.path ?? '/', { recursive: true }) }
}

describe('makeLinks()', () => {
  test('makes a link that is right wherever /dev is seen from, below directories that all may pass', () => {
    using fake = new FakeContainer({ config: { root: { path: 'rootfs' } } })
    run(fake)
    expect(fake.look(`readlink $R${NAME}; stat -c %a $R/dev/serial $R/dev/serial/by-id`)).toBe(
      '../../ttyUSB0\n755\n755',
    )
  })

  test('leaves a name alone that is taken', () => {
    using fake = new FakeContainer({ furnish: `mkdir -p "$R/dev/serial/by-id"; ln -s /etc/passwd "$R${NAME}"` })
    run(fake)
    expect(fake.look(`readlink $R${NAME}`)).toBe('/etc/passwd')
  })

  test('cares for nothing else in config.json', () => {
    using fake = new FakeContainer({ config: { root: { path: 'rootfs' }, linux: { devices: [{ path: '/not-dev' }] } } })
    run(fake)
    expect(fake.look(`readlink $R${NAME}`)).toBe('../../ttyUSB0')
  })

  test.each([
    ['/dev/serial is a link to a directory of the host', `ln -s ${host?.path} "$R/dev/serial"`],
    [
      '/dev/serial/by-id is a link out of the container',
      `mkdir "$R/dev/serial"; ln -s ../../../../../..${host?.path} "$R/dev/serial/by-id"`,
    ],
    ['/dev/serial is a magic link', 'ln -s /proc/self/root/tmp "$R/dev/serial"'],
    ['/dev/serial is a file', 'touch "$R/dev/serial"'],
    [
      'a directory of the host is bound over /dev/serial',
      `mkdir "$R/dev/serial"; mount --bind ${host?.path} "$R/dev/serial"`,
    ],
    ['a directory of the host is bound over /dev', `mount --bind ${host?.path} "$R/dev"`],
    ['/dev is a link to a directory of the host', `umount "$R/dev"; rmdir "$R/dev"; ln -s ${host?.path} "$R/dev"`],
    ['the root file system is a link to the host', `umount "$R/dev"; rm -r "$R"; ln -s / "$R"`],
  ])('makes nothing and refuses when %s', (_, furnish) => {
    using fake = new FakeContainer({ furnish, config: { root: { path: 'rootfs' } } })
    const before = hostDirectory()
    hookError('ERR_ROOTFS', () => run(fake))
    expect(hostDirectory()).toEqual(before)
  })

  test('the control: a naive mkdir and ln through the same link writes into the directory of the host', () => {
    using fake = new FakeContainer({ furnish: `ln -s ${host?.path} "$R/dev/serial"` })
    fake.look(`mkdir -p $R/dev/serial/by-id && ln -s ../../ttyUSB0 $R${NAME}`)
    expect(fs.readdirSync(host?.path ?? '/')).toEqual(['by-id'])
    fs.rmSync(`${host?.path}/by-id`, { recursive: true })
  })

  test("refuses a process that is not the runtime's container", () => {
    using fake = new FakeContainer()
    expect(hookError('ERR_PROCESS', () => run(fake, { pid: process.pid })).exit).toBe(65)
  })
})
