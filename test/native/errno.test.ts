import { describe, expect, test } from 'vitest'
import { AT_FDCWD } from '../../src/native/constants.ts'
import { showFd, showFlags, showMode, showPath } from '../../src/native/describe.ts'
import { SyscallError } from '../../src/native/errno.ts'
import { OwnedFd } from '../../src/native/fd.ts'
import { libc } from '../../src/native/libc.ts'
import { open } from '../../src/native/open.ts'
import { errorOf } from './support/outcome.ts'

describe('SyscallError', () => {
  test('has the shape of an error of Node', () => {
    expect(new SyscallError('openat2', 40, '[18]', '"exe"')).toMatchObject({
      name: 'SyscallError',
      message: 'openat2([18], "exe"): ELOOP: too many symbolic links encountered',
      code: 'ELOOP',
      errno: -40,
      syscall: 'openat2',
    })
  })

  test('shows the number of an error that libuv has no name for', () => {
    expect(new SyscallError('mount', 128).message).toBe('mount(): errno 128: see errno(3)')
  })

  test('prints a failed open as strace would', () => {
    const { message } = errorOf(() => open('/no/such\n"file"', 0))
    expect(message).toBe('openat(AT_FDCWD, "/no/such\\x0a\\"file\\"", O_RDONLY, 00): ENOENT: no such file or directory')
  })
})

describe('errno()', () => {
  test('is that of the call right before, among 10,000 with garbage in between', () => {
    const c = libc()
    const missing = Buffer.from('/no/such/file\0')
    const wrong = Array.from({ length: 5_000 }, (_, round) => {
      const opened = c.openat(AT_FDCWD, missing, 0, 0) < 0 ? c.errno() : 0
      const closed = c.fstatfs(-1, Buffer.alloc(120)) < 0 ? c.errno() : 0
      const garbage = Array.from({ length: 50 }, (_, index) => ({ round, index }))
      return { opened, closed, garbage: garbage.length }
    }).filter(({ opened, closed }) => opened !== 2 || closed !== 9)
    expect(wrong).toEqual([])
  })
})

describe('arguments in messages', () => {
  test('showPath() escapes what a terminal or a log would act on', () => {
    expect(showPath('a\u001b[31m\n\\"é')).toBe('"a\\x1b[31m\\x0a\\\\\\"\\xc3\\xa9"')
    expect(showPath(Uint8Array.of(0x61, 0xff))).toBe('"a\\xff"')
  })

  test('showPath() stops after 200 characters', () => {
    expect(showPath('x'.repeat(4096))).toBe(`"${'x'.repeat(200)}"…`)
    expect(showPath('x'.repeat(200))).toBe(`"${'x'.repeat(200)}"`)
  })

  test('showFd() names AT_FDCWD', () => {
    expect([showFd(3), showFd(AT_FDCWD)]).toEqual(['[3]', 'AT_FDCWD'])
  })

  test('showMode() is octal', () => {
    expect(showMode(0o660)).toBe('0660')
  })

  test('showFlags() names the bits it can and keeps the others', () => {
    const names = { READ: 1, WRITE: 2 }
    expect([0, 1, 3, 5, 8].map((flags) => showFlags(flags, names))).toEqual([
      '0x0',
      'READ',
      'READ|WRITE',
      'READ|0x4',
      '0x8',
    ])
  })
})

describe('OwnedFd', () => {
  test('closes its descriptor once, and not the one that got the number next', () => {
    const first = open('/dev/null', 0)
    const { fd } = first
    first[Symbol.dispose]()
    using second = open('/dev/zero', 0)
    expect(second.fd).toBe(fd)
    first[Symbol.dispose]()
    expect(libc().fstatfs(second.fd, Buffer.alloc(120))).toBe(0)
  })

  test('refuses to be used after it was closed', () => {
    const closed = open('/dev/null', 0)
    closed[Symbol.dispose]()
    expect(errorOf(() => closed.fd)).toMatchObject({ code: 'ERR_CLOSED_FD' })
  })

  test('release() leaves it open, for somebody else to close', () => {
    const given = open('/dev/null', 0)
    using kept = new OwnedFd(given.release())
    given[Symbol.dispose]()
    expect(libc().fstatfs(kept.fd, Buffer.alloc(120))).toBe(0)
  })
})
