import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { O_PATH } from '../../src/native/constants.ts'
import { mount } from '../../src/native/mount.ts'
import { fsopen, moveMount, openTreeClone } from '../../src/native/mount-tree.ts'
import { CLONE_NEWNS, setns, unshare } from '../../src/native/namespaces.ts'
import { open } from '../../src/native/open.ts'
import { runFixture } from './support/fixture.ts'
import { errorOf } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

describe('mounts as descriptors, as root', () => {
  beforeEach(needsRoot)

  test('a private node covers a node of the container, is used there, and nothing of it is seen outside', async () => {
    const container = spawn('unshare', [
      '-m',
      'sh',
      '-c',
      'mount -t tmpfs tmpfs /mnt; : > /mnt/node; echo; exec sleep 60',
    ])
    try {
      await once(container.stdout, 'data')
      const mountsBefore = fs.readFileSync('/proc/self/mountinfo', 'utf8')
      const placed = runFixture<{ outcome: string }>({ name: 'private-node', args: [`${container.pid}`] })
      expect(placed).toEqual({ withoutUnshare: 'EINVAL', outcome: 'placed', mainThread: 'moved', poolThread: 'stayed' })
      const seen = fs.statSync(`/proc/${container.pid}/root/mnt/node`)
      expect([seen.isCharacterDevice(), seen.rdev, seen.uid, seen.gid, seen.mode & 0o7777]).toEqual([
        true,
        (1 << 8) | 3,
        1000,
        44,
        0o660,
      ])
      fs.writeFileSync(`/proc/${container.pid}/root/mnt/node`, 'into the null device', { flag: 'r+' })
      expect(fs.readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mountsBefore)
    } finally {
      container.kill('SIGKILL')
    }
  })

  test('a file system is made, mounted and limited without a path', () => {
    expect(runFixture({ name: 'detached-tmpfs', under: ['unshare', '-m'] })).toEqual({
      badParameter: 'EINVAL',
      node: 'char 1:5',
      before: { isReadOnly: false, isNodev: false },
      after: { isReadOnly: true, isNodev: false },
      mkdirAfter: 'EROFS',
      readFromDevice: 4,
      placedOn: 'tmpfs',
      unmounted: true,
    })
  })

  test('fsopen() throws ENODEV for a file system that the kernel does not have', () => {
    expect(errorOf(() => fsopen('nosuchfs')).message).toMatch(/^fsopen\("nosuchfs", FSOPEN_CLOEXEC\): ENODEV/)
  })

  test('openTreeClone() throws ENOENT for a name that is not there', () => {
    using dev = open('/dev', O_PATH)
    expect(errorOf(() => openTreeClone(dev.fd, 'no-such-node'))).toMatchObject({
      code: 'ENOENT',
      message: `open_tree([${dev.fd}], "no-such-node", OPEN_TREE_CLONE): ENOENT: no such file or directory`,
    })
  })

  test('moveMount() throws EINVAL for a descriptor that is no mount', () => {
    using node = open('/dev/null', O_PATH)
    expect(errorOf(() => moveMount(node.fd, node.fd))).toMatchObject({ code: 'EINVAL', syscall: 'move_mount' })
  })

  test('mount() prints what it was asked for', () => {
    expect(errorOf(() => mount({ source: 'a', target: '/no/place', type: 'tmpfs', flags: 6, data: 'x' })).message).toBe(
      'mount("a", "/no/place", "tmpfs", MS_NOSUID|MS_NODEV, "x"): ENOENT: no such file or directory',
    )
    expect(errorOf(() => mount({ target: '/no/place' })).message).toMatch(
      /^mount\(NULL, "\/no\/place", NULL, 0x0, NULL\)/,
    )
  })
})

/** linux/sched.h */
const CLONE_NEWUSER = 0x1000_0000

describe('namespaces', () => {
  test('unshare() of the user namespace throws EINVAL: Node has several threads', () => {
    expect(errorOf(() => unshare(CLONE_NEWUSER)).message).toBe('unshare(0x10000000): EINVAL: invalid argument')
  })

  test('setns() throws EINVAL for a namespace of another kind', () => {
    using net = open('/proc/self/ns/net', 0)
    expect(errorOf(() => setns(net.fd, CLONE_NEWNS))).toMatchObject({ code: 'EINVAL', syscall: 'setns' })
  })
})
