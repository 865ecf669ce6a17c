import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { describe, expect, test } from 'vitest'
import { O_DIRECTORY, O_NOFOLLOW, O_PATH, PROC_SUPER_MAGIC } from '../../src/native/constants.ts'
import { fstatfs } from '../../src/native/filesystem.ts'
import { mknodat } from '../../src/native/node.ts'
import { open } from '../../src/native/open.ts'
import { statx } from '../../src/native/status.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { errorOf } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

describe('statx()', () => {
  test('names every type of inode, and agrees with lstat(2)', async (context) => {
    needsRoot(context)
    using dir = new TemporaryDirectory()
    using directory = open(dir.path, O_PATH | O_DIRECTORY)
    fs.mkdirSync(dir.at('directory'), { mode: 0o1751 })
    fs.writeFileSync(dir.at('regular'), '', { mode: 0o640 })
    fs.symlinkSync('nowhere', dir.at('symlink'))
    spawnSync('mkfifo', [dir.at('fifo')])
    mknodat(directory.fd, 'char', { type: 'char', major: 226, minor: 128, mode: 0o660 })
    mknodat(directory.fd, 'block', { type: 'block', major: 259, minor: 70_000, mode: 0o600 })
    const server = net.createServer().listen(dir.at('socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    fs.chownSync(dir.at('regular'), 1234, 4_294_967_294)
    for (const name of fs.readdirSync(dir.path)) {
      using file = open(dir.at(name), O_PATH | O_NOFOLLOW)
      const expected = fs.lstatSync(dir.at(name), { bigint: true })
      const seen = statx(file.fd)
      expect(seen.type).toBe(name)
      expect(numbersOf(seen)).toEqual({
        mode: Number(expected.mode & 0o7777n),
        uid: Number(expected.uid),
        gid: Number(expected.gid),
        nlink: Number(expected.nlink),
        ino: expected.ino,
        ctime: expected.ctimeNs,
      })
    }
    server.close()
    expect(fs.readdirSync(dir.path)).toHaveLength(6) // The socket went with its server.
  })

  test('gives both device numbers', (context) => {
    needsRoot(context)
    using dir = new TemporaryDirectory()
    using directory = open(dir.path, O_PATH | O_DIRECTORY)
    mknodat(directory.fd, 'node', { type: 'block', major: 259, minor: 70_000, mode: 0o600 })
    using node = open(dir.at('node'), O_PATH)
    expect(statx(node.fd)).toMatchObject({ rdev: { major: 259, minor: 70_000 }, device: statx(directory.fd).device })
  })

  test('gives the id of the mount as /proc/self/fdinfo does', () => {
    using dev = open('/dev/null', O_PATH)
    const info = fs.readFileSync(`/proc/self/fdinfo/${dev.fd}`, 'utf8')
    expect(info).toMatch(new RegExp(`^mnt_id:\t${statx(dev.fd).mountId}$`, 'm'))
  })

  test('tells the root of a mount', () => {
    using proc = open('/proc', O_PATH)
    using version = open('/proc/version', O_PATH)
    expect([statx(proc.fd).isMountRoot, statx(version.fd).isMountRoot]).toEqual([true, false])
  })

  test('throws EBADF for a descriptor that is not open', () => {
    expect(errorOf(() => statx(2 ** 31 - 1))).toMatchObject({
      code: 'EBADF',
      message: 'statx([2147483647], "", AT_EMPTY_PATH): EBADF: bad file descriptor',
    })
  })
})

describe('fstatfs()', () => {
  test('knows procfs', () => {
    using proc = open('/proc', O_PATH)
    expect(fstatfs(proc.fd).magic).toBe(PROC_SUPER_MAGIC)
  })

  test.each(['/proc', '/dev', '/sys', '/tmp'])('sees nodev and ro of %s as /proc/self/mountinfo does', (path) => {
    using file = open(path, O_PATH)
    const options = mountOptions(statx(file.fd).mountId)
    expect(fstatfs(file.fd)).toMatchObject({ isNodev: options.includes('nodev'), isReadOnly: options.includes('ro') })
  })

  test('throws EBADF for a descriptor that is not open', () => {
    expect(errorOf(() => fstatfs(2 ** 31 - 1))).toMatchObject({ code: 'EBADF', syscall: 'fstatfs' })
  })
})

function numbersOf({ mode, uid, gid, nlink, ino, ctime }: ReturnType<typeof statx>) {
  return { mode, uid, gid, nlink, ino, ctime: BigInt(ctime.sec) * 1_000_000_000n + BigInt(ctime.nsec) }
}

function mountOptions(id: bigint | undefined): readonly string[] {
  const line = fs
    .readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${id} `))
  return line?.split(' ')[5]?.split(',') ?? []
}
