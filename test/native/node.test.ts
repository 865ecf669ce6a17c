import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { O_DIRECTORY, O_NOFOLLOW, O_PATH } from '../../src/native/constants.ts'
import { fchmodat, fchmodat2, fchownat, mkdirat, mknodat, symlinkat } from '../../src/native/node.ts'
import { open, openat } from '../../src/native/open.ts'
import { UNCHANGED } from '../../src/native/ranges.ts'
import { statx } from '../../src/native/status.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { runFixture } from './support/fixture.ts'
import { errorOf, outcome } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

const NULL = { type: 'char', major: 1, minor: 3, mode: 0o600 } as const

describe('nodes, as root', () => {
  beforeEach(needsRoot)

  test.each([
    [0, 0],
    [1, 3],
    [10, 256],
    [226, 128],
    [1, 65_536],
    [4095, 1_048_575],
  ])('mknodat() makes %i:%i and no other number', (major, minor) => {
    using dir = directory()
    mknodat(dir.fd, 'node', { ...NULL, major, minor })
    using node = openat(dir.fd, 'node', O_PATH | O_NOFOLLOW)
    expect(statx(node.fd)).toMatchObject({ type: 'char', rdev: { major, minor }, mode: 0o600 })
  })

  test('mknodat() throws EEXIST for a link, and makes nothing where it leads', () => {
    using dir = directory()
    symlinkat('elsewhere', dir.fd, 'node')
    expect(errorOf(() => mknodat(dir.fd, 'node', NULL))).toMatchObject({
      code: 'EEXIST',
      message: `mknodat([${dir.fd}], "node", 020600, makedev(1, 3)): EEXIST: file already exists`,
    })
    expect(fs.readdirSync(dir.path)).toEqual(['node'])
  })

  test('a node that was made, chowned and chmodded by descriptor opens as the null device', () => {
    expect(runFixture({ name: 'own-node', under: ['unshare', '-m'] })).toEqual({
      status: { type: 'char', mode: 0o660, uid: 1000, gid: 44, rdev: { major: 1, minor: 3 } },
      written: 5,
    })
  })

  test('fchownat() changes a link itself, not what it leads to', () => {
    using dir = directory()
    fs.writeFileSync(`${dir.path}/target`, '')
    symlinkat('target', dir.fd, 'link')
    using link = openat(dir.fd, 'link', O_PATH | O_NOFOLLOW)
    fchownat(link.fd, 1000, 1000)
    expect([fs.lstatSync(`${dir.path}/link`).uid, fs.statSync(`${dir.path}/target`).uid]).toEqual([1000, 0])
  })

  test('fchownat() leaves alone what is UNCHANGED', () => {
    using dir = directory()
    mknodat(dir.fd, 'node', NULL)
    using node = openat(dir.fd, 'node', O_PATH)
    fchownat(node.fd, 1000, UNCHANGED)
    fchownat(node.fd, UNCHANGED, 44)
    expect(statx(node.fd)).toMatchObject({ uid: 1000, gid: 44 })
    fchownat(node.fd, UNCHANGED, UNCHANGED)
    expect(statx(node.fd)).toMatchObject({ uid: 1000, gid: 44 })
  })

  test('fchownat() takes the largest id there is', () => {
    using dir = directory()
    mknodat(dir.fd, 'node', NULL)
    using node = openat(dir.fd, 'node', O_PATH)
    fchownat(node.fd, 4_294_967_294, 4_294_967_294)
    expect(statx(node.fd)).toMatchObject({ uid: 4_294_967_294, gid: 4_294_967_294 })
  })

  test('fchmodat2() sets all twelve bits', () => {
    using dir = directory()
    fs.writeFileSync(`${dir.path}/file`, '')
    using file = openat(dir.fd, 'file', O_PATH)
    for (const mode of [0, 0o7777, 0o4755, 0o660]) {
      fchmodat2(file.fd, mode)
      expect(statx(file.fd).mode).toBe(mode)
    }
  })

  test('fchmodat2() throws EOPNOTSUPP for a link, and changes nothing', () => {
    using dir = directory()
    fs.writeFileSync(`${dir.path}/target`, '', { mode: 0o600 })
    symlinkat('target', dir.fd, 'link')
    using link = openat(dir.fd, 'link', O_PATH | O_NOFOLLOW)
    expect(errorOf(() => fchmodat2(link.fd, 0o666))).toMatchObject({ syscall: 'fchmodat2', errno: -95 })
    expect(fs.statSync(`${dir.path}/target`).mode & 0o777).toBe(0o600)
  })
})

describe('names', () => {
  test('mkdirat() makes a directory below the descriptor', () => {
    using dir = directory()
    mkdirat(dir.fd, 'dri', 0o755)
    expect(fs.statSync(`${dir.path}/dri`).isDirectory()).toBe(true)
    expect(outcome(() => mkdirat(dir.fd, 'dri', 0o755))).toBe('EEXIST')
  })

  test('symlinkat() writes the target down as it is', () => {
    using dir = directory()
    symlinkat('../dri/card0', dir.fd, 'link')
    expect(fs.readlinkSync(`${dir.path}/link`)).toBe('../dri/card0')
    expect(outcome(() => symlinkat('', dir.fd, 'other'))).toBe('ENOENT')
  })

  test('fchmodat() changes what a name stands for', () => {
    using dir = directory()
    fs.writeFileSync(`${dir.path}/file`, '')
    fchmodat(dir.fd, 'file', 0o604)
    expect(fs.statSync(`${dir.path}/file`).mode & 0o7777).toBe(0o604)
    expect(outcome(() => fchmodat(dir.fd, 'missing', 0o604))).toBe('ENOENT')
  })
})

function directory() {
  const dir = new TemporaryDirectory()
  const opened = open(dir.path, O_PATH | O_DIRECTORY)
  return {
    path: dir.path,
    fd: opened.fd,
    [Symbol.dispose]() {
      opened[Symbol.dispose]()
      dir[Symbol.dispose]()
    },
  }
}
