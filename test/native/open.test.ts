import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  AT_FDCWD,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
} from '../../src/native/constants.ts'
import { EAGAIN } from '../../src/native/errno.ts'
import { libc } from '../../src/native/libc.ts'
import { open, openat, openat2 } from '../../src/native/open.ts'
import { statx } from '../../src/native/status.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { fixturePath, runFixture } from './support/fixture.ts'
import { errorOf, outcome } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

const flags = O_PATH | O_NOFOLLOW
const IN_ROOT = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS
const STRICT = IN_ROOT | RESOLVE_NO_SYMLINKS

describe('openat()', () => {
  test('opens below the directory, not below the working directory', () => {
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('file'), '')
    using directory = open(dir.path, O_PATH | O_DIRECTORY)
    using file = openat(directory.fd, 'file', O_PATH)
    expect(statx(file.fd).ino).toBe(fs.statSync(dir.at('file'), { bigint: true }).ino)
  })

  test('takes a path as bytes that are no UTF-8', () => {
    using dir = new TemporaryDirectory()
    const name = Buffer.from([0x61, 0xff, 0x62])
    fs.writeFileSync(Buffer.concat([Buffer.from(`${dir.path}/`), name]), '')
    using directory = open(dir.path, O_PATH | O_DIRECTORY)
    expect(outcome(() => openat(directory.fd, name, O_PATH)[Symbol.dispose]())).toBeUndefined()
    expect(outcome(() => openat(directory.fd, name.toString(), O_PATH))).toBe('ENOENT')
  })

  test('creates a file with the given mode', () => {
    using dir = new TemporaryDirectory()
    using file = open(dir.at('new'), O_WRONLY | O_CREAT | O_EXCL, 0o600)
    expect(statx(file.fd)).toMatchObject({ type: 'regular', mode: 0o600 })
  })

  test.each([
    ['ENOENT', '/no/such/file', O_RDONLY],
    ['ENOTDIR', '/etc/passwd', O_RDONLY | O_DIRECTORY],
    ['ELOOP', '/proc/self', O_RDONLY | O_NOFOLLOW],
  ])('throws %s for %s', (code, path, how) => {
    expect(errorOf(() => open(path, how))).toMatchObject({ code, syscall: 'openat' })
  })

  test('throws EBADF for a directory that is not open', () => {
    expect(errorOf(() => openat(2 ** 31 - 1, 'x', O_PATH))).toMatchObject({ code: 'EBADF' })
  })
})

describe('descriptors', () => {
  test.each([
    ['openat()', () => open('/dev/null', O_RDONLY)],
    ['openat2()', () => openat2(AT_FDCWD, '/dev/null', { flags: O_RDONLY })],
  ])('of %s are closed on exec, without being asked to', (_, call) => {
    using file = call()
    expect(fs.readFileSync(`/proc/self/fdinfo/${file.fd}`, 'utf8')).toMatch(/^flags:\t02/m)
  })
})

describe('openat2()', () => {
  /** [what the container made of `dev/x`, target of the link]. */
  const LINKS = [
    ['a link to an absolute path', '/etc/passwd'],
    ['a link that climbs out', '../../../../../../etc/passwd'],
    ['a magic link', '/proc/self/exe'],
    ['a link to the root of a process', '/proc/self/root/etc/passwd'],
  ] as const

  test.each(LINKS)('refuses %s with RESOLVE_NO_SYMLINKS', (_, target) => {
    using root = rootfs({ x: target })
    expect(outcome(() => openat2(root.fd, 'dev/x', { flags: O_PATH, resolve: STRICT }))).toBe('ELOOP')
  })

  test.each(LINKS)('keeps %s inside the root with RESOLVE_IN_ROOT', (_, target) => {
    using root = rootfs({ x: target })
    expect(outcome(() => openat2(root.fd, 'dev/x', { flags: O_PATH, resolve: IN_ROOT }))).toBe('ENOENT')
  })

  test.each(LINKS)('control: openat() follows %s to the host', (_, target) => {
    using root = rootfs({ x: target })
    using escaped = openat(root.fd, 'dev/x', O_PATH)
    using real = open(target, O_PATH)
    expect(statx(escaped.fd)).toEqual(statx(real.fd))
  })

  test('finds the file of the container behind an absolute link', () => {
    using root = rootfs({ x: '/etc/passwd' }, { 'etc/passwd': 'of the container' })
    using file = openat2(root.fd, 'dev/x', { flags: O_RDONLY, resolve: IN_ROOT })
    expect(fs.readFileSync(file.fd, 'utf8')).toBe('of the container')
  })

  test('throws ELOOP for links in a circle', () => {
    using root = rootfs({ x: 'y', y: 'x' })
    expect(outcome(() => openat2(root.fd, 'dev/x', { flags: O_PATH, resolve: IN_ROOT }))).toBe('ELOOP')
  })

  test('throws ELOOP for a magic link that would lead inside', () => {
    using proc = open('/proc/self', O_PATH | O_DIRECTORY)
    expect(outcome(() => openat2(proc.fd, 'exe', { flags: O_PATH, resolve: RESOLVE_NO_MAGICLINKS }))).toBe('ELOOP')
  })

  test('stays at the root, however many `..` there are', () => {
    using root = rootfs({}, { 'etc/passwd': 'of the container' })
    using file = openat2(root.fd, `dev/${'../'.repeat(30)}etc/passwd`, { flags: O_RDONLY, resolve: STRICT })
    expect(fs.readFileSync(file.fd, 'utf8')).toBe('of the container')
  })

  test('throws EXDEV for `..` out of the directory with RESOLVE_BENEATH', () => {
    using root = rootfs({})
    expect(outcome(() => openat2(root.fd, '../x', { flags: O_PATH, resolve: RESOLVE_BENEATH }))).toBe('EXDEV')
  })

  test('opens a link itself with O_PATH and O_NOFOLLOW alone', () => {
    using root = rootfs({ x: '/etc/passwd' })
    using link = openat2(root.fd, 'dev/x', { flags, resolve: IN_ROOT })
    expect(statx(link.fd).type).toBe('symlink')
  })

  test('throws EINVAL for a mode without O_CREAT', () => {
    expect(outcome(() => openat2(AT_FDCWD, '/', { flags: O_RDONLY, mode: 0o600 }))).toBe('EINVAL')
  })

  test('names directory, path and flags when it fails', () => {
    using root = rootfs({ x: '/etc/passwd' })
    const { message } = errorOf(() => openat2(root.fd, 'dev/x', { flags: O_PATH, resolve: STRICT }))
    expect(message).toBe(
      `openat2([${root.fd}], "dev/x", { flags: O_RDONLY|O_PATH, ` +
        'resolve: RESOLVE_NO_MAGICLINKS|RESOLVE_NO_SYMLINKS|RESOLVE_IN_ROOT }): ' +
        'ELOOP: too many symbolic links encountered',
    )
  })

  test('tries again while somebody renames in a loop', async (context) => {
    context.skip(os.availableParallelism() < 2, 'needs two processors: one to look up, one to rename')
    using root = rootfs({}, { 'etc/passwd': '' })
    const path = `${'dev/../'.repeat(20)}etc/passwd`
    const how = { flags: O_PATH, resolve: IN_ROOT }
    using elsewhere = new TemporaryDirectory()
    const renamer = spawn(process.execPath, [fixturePath('rename-in-a-loop'), elsewhere.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => renamer.stdout.once('data', resolve))
    try {
      expect(racesSeen(root.fd, path), 'control: single attempts that ended in EAGAIN').toBe(100)
      const retried = Array.from({ length: 5_000 }, () => outcome(() => openat2(root.fd, path, how)[Symbol.dispose]()))
      expect(retried.filter((code) => code !== undefined)).toEqual([])
    } finally {
      renamer.kill('SIGKILL')
      await once(renamer, 'exit')
    }
  })
})

describe('openat2() with RESOLVE_NO_XDEV, as root', () => {
  beforeEach(needsRoot)

  test('tells a node that was bound from the host from one of the container, of the same number', () => {
    expect(runFixture({ name: 'bound-node', under: ['unshare', '-m'] })).toEqual({
      own: 'char 1:3',
      bound: 'EXDEV',
      boundWithoutNoXdev: 'char 1:3',
    })
  })
})

/** Single attempts until 100 of them were raced, or until it is clear that nobody renames. */
function racesSeen(dir: number, path: string): number {
  let races = 0
  for (const end = Date.now() + 10_000; races < 100 && Date.now() < end; )
    races += openOnce(dir, path) === EAGAIN ? 1 : 0
  return races
}

/** One attempt by hand: 0 or errno. */
function openOnce(dir: number, path: string): number {
  const c = libc()
  const how = BigUint64Array.of(BigInt(O_PATH), 0n, BigInt(IN_ROOT))
  const fd = c.openat2(dir, Buffer.from(`${path}\0`), how, how.byteLength)
  if (fd < 0) return c.errno()
  fs.closeSync(fd)
  return 0
}

/** A root file system with links in its /dev, as an image may have them. */
function rootfs(links: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) {
  const dir = new TemporaryDirectory()
  for (const name of ['dev', 'etc']) fs.mkdirSync(dir.at(name))
  for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, dir.at(`dev/${name}`))
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(dir.at(name), content)
  const root = open(dir.path, O_PATH | O_DIRECTORY)
  return {
    fd: root.fd,
    [Symbol.dispose]() {
      root[Symbol.dispose]()
      dir[Symbol.dispose]()
    },
  }
}
