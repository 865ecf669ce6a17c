import fs from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import type { HostGid, HostUid } from '../../../../src/core/model/ids.ts'
import type { DevicePath } from '../../../../src/core/model/paths.ts'
import { openContainer } from '../../../../src/shell/linux/container.ts'
import type { Container, Found, Ownership } from '../../../../src/shell/system.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { ANY_AGE, FakeContainer, type FakeContainerOptions } from '../../../support/fake-container.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

const isRoot = process.getuid?.() === 0
const path = (text: string) => text as DevicePath
const owner = (uid: number, gid: number, mode: number): Ownership => ({
  uid: uid as HostUid,
  gid: gid as HostGid,
  mode,
})
const LINK = { kind: 'other', found: expect.stringMatching(/^symlink$|^symbolic link$/) }
const NULL: DeviceNumber = { type: 'c', major: 1, minor: 3 }

/** A file system of the host with a device node on it, as /dev is; seen from every mount namespace made after. */
const host = isRoot ? new TemporaryDirectory() : undefined
const hostNode = `${host?.path}/node`

beforeEach(needsRoot)
beforeAll(() => {
  if (host === undefined) return
  usePrivateMounts()
  coverWithTmpfs(host.path)
  fs.mkdirSync(`${host.path}/dev`)
  node(hostNode, '1 3', '0:44', '660')
})
afterAll(() => {
  if (host === undefined) return
  umount2(host.path, MNT_DETACH)
  host[Symbol.dispose]()
})

function node(at: string, number: string, owner: string, mode: string): void {
  using _made = new FakeContainer({
    unshare: ['--uts'],
    furnish: `umount "$R/dev"; ${makeNode(at, number, owner, mode)}`,
  })
}

function makeNode(at: string, number: string, owner = '0:0', mode = '600'): string {
  return `mknod "${at}" c ${number} && chown ${owner} "${at}" && chmod ${mode} "${at}"`
}

/** What must not change of an inode of the host, its change time included. */
function traces(file: string) {
  const { ino, uid, gid, mode, rdev, ctimeNs } = fs.statSync(file, { bigint: true })
  return { ino, uid, gid, mode, rdev, ctimeNs }
}

function opened(options: FakeContainerOptions): { fake: FakeContainer; container: Container } & Disposable {
  const fake = new FakeContainer(options)
  const container = openContainer(fake.state(), ANY_AGE)
  container.enter('rootfs')
  return { fake, container, [Symbol.dispose]: () => fake[Symbol.dispose]() }
}

/** The node found, or an error that says what was found in its place. */
function nodeOf(found: Found) {
  if (found.kind === 'node') return found
  throw new Error(`no node, but ${JSON.stringify(found)}`)
}

describe('find()', () => {
  test("tells the container's own node from the host's that is bound over it", () => {
    const furnish = `${makeNode('$R/dev/own', '1 3', '5:6', '640')}; touch "$R/dev/bound"; mount --bind ${hostNode} "$R/dev/bound"`
    using at = opened({ furnish })
    const own = nodeOf(at.container.find(path('/dev/own')))
    expect(own.seen).toMatchObject({ kind: 'own', number: NULL, uid: 5, gid: 6, mode: 0o640, links: 1, nodev: false })
    const bound = nodeOf(at.container.find(path('/dev/bound')))
    expect(bound.seen).toMatchObject({ kind: 'shared', number: NULL, uid: 0, gid: 44, mode: 0o660 })
  })

  test.each([
    [
      'a whole directory of the host that is bound into /dev',
      `mkdir "$R/dev/d"; mount --bind ${host?.path} "$R/dev/d"`,
      '/dev/d/node',
    ],
    ["the host's file system in the place of /dev", `mount --bind ${host?.path} "$R/dev"`, '/dev/node'],
    ['a node with a second name', `${makeNode('$R/dev/a', '1 3')}; ln "$R/dev/a" "$R/dev/b"`, '/dev/a'],
    [
      "a tmpfs that is not the container's /dev",
      `mkdir "$R/dev/t"; mount -t tmpfs t "$R/dev/t"; ${makeNode('$R/dev/t/a', '1 3')}`,
      '/dev/t/a',
    ],
    ['a mount that is read-only', `${makeNode('$R/dev/a', '1 3')}; mount -o remount,ro "$R/dev"`, '/dev/a'],
  ])('takes for shared, and so for untouchable, what lies on %s', (_where, furnish, device) => {
    using at = opened({ furnish })
    expect(nodeOf(at.container.find(path(device))).seen.kind).toBe('shared')
  })

  test('sees the mount option nodev', () => {
    using at = opened({ furnish: `mount -o remount,nodev "$R/dev"; ${makeNode('$R/dev/a', '1 3')}` })
    expect(nodeOf(at.container.find(path('/dev/a'))).seen.nodev).toBe(true)
  })

  test.each([
    ['nothing', ':', { kind: 'absent' }],
    ['nothing below what is no directory', 'touch "$R/dev/x"', { kind: 'absent' }, '/dev/x/y'],
    ['a link', `ln -s ${hostNode} "$R/dev/x"`, LINK],
    ['a dangling link', 'ln -s /nowhere "$R/dev/x"', LINK],
    ['a link in a loop', 'ln -s x "$R/dev/x"', LINK],
    ['a link on the way', `ln -s ${host?.path} "$R/dev/x"`, LINK, '/dev/x/node'],
    ['a magic link', 'ln -s /proc/self/root/dev/null "$R/dev/x"', LINK],
    ['a directory', 'mkdir "$R/dev/x"', { kind: 'other', found: 'directory' }],
    ['a file', 'touch "$R/dev/x"', { kind: 'other', found: 'regular' }],
    ['a FIFO, without waiting for its other end', 'mkfifo "$R/dev/x"', { kind: 'other', found: 'fifo' }],
  ])('answers %s', (_what, furnish, expected, device = '/dev/x') => {
    using at = opened({ furnish })
    expect(at.container.find(path(device))).toEqual(expected)
  })

  test('takes a block device for a block device', () => {
    using at = opened({ furnish: 'mknod "$R/dev/b" b 7 9' })
    expect(nodeOf(at.container.find(path('/dev/b'))).seen.number).toEqual({ type: 'b', major: 7, minor: 9 })
  })
})

describe('enter()', () => {
  test.each([
    ['an absolute link to the /dev of the host', 'umount "$R/dev"; rmdir "$R/dev"; ln -s /dev "$R/dev"'],
    ['a relative link out of the rootfs', 'umount "$R/dev"; rmdir "$R/dev"; ln -s ../../../dev "$R/dev"'],
    ['a magic link', 'umount "$R/dev"; rmdir "$R/dev"; ln -s /proc/self/root/dev "$R/dev"'],
    ['a link to itself', 'umount "$R/dev"; rmdir "$R/dev"; ln -s dev "$R/dev"'],
  ])('refuses a /dev that the image made %s', (_what, furnish) => {
    using fake = new FakeContainer({ furnish })
    const container = openContainer(fake.state(), ANY_AGE)
    const { message, exit } = hookError('ERR_ROOTFS', () => container.enter('rootfs'))
    expect(message).toBe('/dev of the container cannot be opened safely: found a symbolic link on the way')
    expect(exit).toBe(65)
  })

  test('refuses a rootfs without /dev, and a rootfs that is not there', () => {
    using fake = new FakeContainer({ furnish: 'umount "$R/dev"; rmdir "$R/dev"' })
    const container = openContainer(fake.state(), ANY_AGE)
    expect(hookError('ERR_ROOTFS', () => container.enter('rootfs')).message).toContain('ENOENT')
    expect(hookError('ERR_ROOTFS', () => container.enter('/no/such')).message).toContain('ENOENT')
  })

  test('takes an absolute rootfs, and links of the host on the way to it', () => {
    using fake = new FakeContainer({ furnish: `${makeNode('$R/dev/a', '1 3')}; ln -s rootfs "$B/link"` })
    for (const root of [`${fake.bundle}/rootfs`, `${fake.bundle}/link`, 'link', './rootfs']) {
      const container = openContainer(fake.state(), ANY_AGE)
      container.enter(root)
      expect(container.find(path('/dev/a')).kind).toBe('node')
    }
  })
})

describe('chown()', () => {
  test('gives the very node that was found to its new owner, mode and all', () => {
    using at = opened({ furnish: makeNode('$R/dev/a', '1 3') })
    at.container.chown(nodeOf(at.container.find(path('/dev/a'))).handle, owner(1000, 1001, 0o660))
    expect(at.fake.look('stat -c "%u:%g %a" $R/dev/a')).toBe('1000:1001 660')
  })

  test('changes nothing, not even the change time, where all is as it should be', () => {
    using at = opened({ furnish: makeNode('$R/dev/a', '1 3', '1000:1001', '660') })
    const before = at.fake.look('stat -c %z $R/dev/a')
    at.container.chown(nodeOf(at.container.find(path('/dev/a'))).handle, owner(1000, 1001, 0o660))
    expect(at.fake.look('stat -c %z $R/dev/a')).toBe(before)
  })

  test('follows the inode, not the name: what took its place is left alone', () => {
    using at = opened({ furnish: `${makeNode('$R/dev/a', '1 3')}; ${makeNode('$R/dev/b', '1 5')}` })
    const { handle } = nodeOf(at.container.find(path('/dev/a')))
    at.fake.look('mv $R/dev/a $R/dev/kept; mv $R/dev/b $R/dev/a')
    at.container.chown(handle, owner(1000, 1000, 0o600))
    expect(at.fake.look('stat -c "%u %t:%T" $R/dev/a $R/dev/kept')).toBe('0 1:5\n1000 1:3')
  })

  test('says what the kernel refuses: /dev was made read-only since it was looked at', () => {
    using at = opened({ furnish: makeNode('$R/dev/a', '1 3') })
    const { handle } = nodeOf(at.container.find(path('/dev/a')))
    at.fake.look('mount -o remount,ro $R/dev')
    const { message, exit } = hookError('ERR_VERIFY', () => at.container.chown(handle, owner(1000, 1000, 0o600)))
    expect(message).toMatch(/^a node cannot be given away as 1000:1000 0600: fchownat.*EROFS/)
    expect(exit).toBe(70)
  })

  test('refuses once the process of the container is dead', () => {
    using at = opened({ furnish: makeNode('$R/dev/a', '1 3') })
    const { handle } = nodeOf(at.container.find(path('/dev/a')))
    const before = fs.fstatSync(handle, { bigint: true }).ctimeNs
    at.fake.kill()
    hookError('ERR_PROCESS', () => at.container.chown(handle, owner(1000, 1000, 0o600)))
    expect(fs.fstatSync(handle, { bigint: true }).ctimeNs).toBe(before)
  })
})

describe('mknod()', () => {
  test("makes the node with its missing parents in the container's own /dev", () => {
    using at = opened({})
    const handle = at.container.mknod(path('/dev/a/b/c'), NULL, owner(1000, 44, 0o660))
    expect(at.fake.look('stat -c "%F %u:%g %a %t:%T" $R/dev/a/b/c')).toBe('character special file 1000:44 660 1:3')
    expect(at.fake.look('stat -c "%a" $R/dev/a/b')).toMatch(/^7[0-5][0-5]$/)
    expect(fs.fstatSync(handle).isCharacterDevice()).toBe(true)
  })

  test('makes block devices, and numbers beyond eight bits', () => {
    using at = opened({})
    at.container.mknod(path('/dev/b'), { type: 'b', major: 259, minor: 70_000 }, owner(0, 0, 0o600))
    expect(at.fake.look('stat -c "%F %t:%T" $R/dev/b')).toBe('block special file 103:11170')
  })

  test.each([
    ['something of that name', 'touch "$R/dev/a"', '/dev/a', 'EEXIST'],
    ['a dangling link of that name', 'ln -s /nowhere "$R/dev/a"', '/dev/a', 'EEXIST'],
    ['a parent that is a link out of the container', `ln -s ${host?.path}/dev "$R/dev/a"`, '/dev/a/b', 'ELOOP'],
    ['a parent that is a file', 'touch "$R/dev/a"', '/dev/a/b', 'ENOTDIR'],
    ['a parent on another mount', `mkdir "$R/dev/a"; mount --bind ${host?.path}/dev "$R/dev/a"`, '/dev/a/b', 'EXDEV'],
    [
      'a /dev that is of the host',
      `mount --bind ${host?.path}/dev "$R/dev"`,
      '/dev/a',
      '/dev of the container is a file system of the host',
    ],
    [
      'a /dev that is an overlay, which keeps what is made in a directory of the host',
      `mkdir "$R/dev/l" "$R/dev/u" "$R/dev/w"; mount -t overlay -o "lowerdir=$R/dev/l,upperdir=$R/dev/u,workdir=$R/dev/w" overlay "$R/dev"`,
      '/dev/a',
      '/dev of the container is no tmpfs',
    ],
  ])('refuses %s, and makes nothing anywhere', (_what, furnish, device, part) => {
    using at = opened({ furnish })
    const { message } = hookError('ERR_ROOTFS', () => at.container.mknod(path(device), NULL, owner(0, 0, 0o666)))
    expect(message).toContain(part)
    expect(fs.readdirSync(`${host?.path}/dev`)).toEqual([])
    expect(at.fake.look('find $R/dev -type c')).toBe('')
  })

  test.each(['/datax/kvm', '/devices/x', '/dev', '/dev/../x', 'dev/x'])(
    'refuses the path %s, and makes nothing',
    (elsewhere) => {
      using at = opened({})
      const message = 'cannot be made in the container: it '
      const make = () => at.container.mknod(path(elsewhere), NULL, owner(0, 0, 0o666))
      expect(hookError('ERR_ROOTFS', make).message).toContain(message)
      expect(hookError('ERR_ROOTFS', () => at.container.link(path(elsewhere), path('/dev/x'))).message).toContain(
        message,
      )
      expect(at.fake.look('find $R -mindepth 1 ! -path $R/dev')).toBe('')
    },
  )

  test('the control: a path that is followed makes a node on the host', () => {
    using at = opened({ furnish: `ln -s ${host?.path}/dev "$R/dev/a"` })
    at.fake.look('mknod $R/dev/a/b c 1 3')
    expect(fs.readdirSync(`${host?.path}/dev`)).toEqual(['b'])
    fs.rmSync(`${host?.path}/dev/b`)
  })
})

describe('link()', () => {
  test('makes a stable name lead to its device, as udev would, with the missing parents', () => {
    using at = opened({ furnish: makeNode('$R/dev/video0', '1 3') })
    at.container.link(path('/dev/v4l/by-id/cam'), path('/dev/video0'))
    expect(at.fake.look('readlink $R/dev/v4l/by-id/cam; stat -L -c %t:%T $R/dev/v4l/by-id/cam')).toBe(
      '../../video0\n1:3',
    )
  })

  test('leads to a device outside of /dev, for a bind mount may have put it there', () => {
    using at = opened({ furnish: `mkdir "$R/data"; ${makeNode('$R/data/video0', '1 3')}` })
    at.container.link(path('/dev/v4l/cam'), path('/data/video0'))
    expect(at.fake.look('readlink $R/dev/v4l/cam; stat -L -c %t:%T $R/dev/v4l/cam')).toBe('../../data/video0\n1:3')
  })

  test('leaves what has the name already', () => {
    using at = opened({ furnish: 'echo kept >"$R/dev/cam"' })
    at.container.link(path('/dev/cam'), path('/dev/video0'))
    expect(at.fake.look('cat $R/dev/cam')).toBe('kept')
  })

  test.each([
    ['a parent that is a link out of the container', `ln -s ${host?.path}/dev "$R/dev/a"`, 'ELOOP'],
    ['a /dev that is of the host', `mount --bind ${host?.path}/dev "$R/dev"`, 'file system of the host'],
  ])('refuses %s, and makes nothing anywhere', (_what, furnish, part) => {
    using at = opened({ furnish })
    const { message } = hookError('ERR_ROOTFS', () => at.container.link(path('/dev/a/b'), path('/dev/x')))
    expect(message).toContain(part)
    expect(fs.readdirSync(`${host?.path}/dev`)).toEqual([])
  })
})

test('nothing here ever touched the inode of the host, and chown on it would have shown', () => {
  const before = traces(hostNode)
  using at = opened({ furnish: `touch "$R/dev/bound"; mount --bind ${hostNode} "$R/dev/bound"` })
  const { handle } = nodeOf(at.container.find(path('/dev/bound')))
  expect(traces(hostNode)).toEqual(before)
  at.container.chown(handle, owner(0, 44, 0o666)) // The control: who ignores `shared` changes the host.
  expect(traces(hostNode)).not.toEqual(before)
})

test('openContainer() reads config.json as it stands', () => {
  using fake = new FakeContainer({ config: { ociVersion: '1.0.2' } })
  expect(openContainer(fake.state(), ANY_AGE).configText).toBe('{"ociVersion":"1.0.2"}')
})
