import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faccessat2 } from '../../src/native/access.ts'
import { chmodFd } from '../../src/native/chmod-fd.ts'
import { AT_EMPTY_PATH, O_PATH } from '../../src/native/constants.ts'
import { setfsgid, setfsuid, setgroups } from '../../src/native/credentials.ts'
import { fstatfs } from '../../src/native/filesystem.ts'
import { libc } from '../../src/native/libc.ts'
import { mount } from '../../src/native/mount.ts'
import { fsconfigSet, fsmount, fsopen, moveMount, openTreeClone } from '../../src/native/mount-tree.ts'
import { setns, unshare } from '../../src/native/namespaces.ts'
import { fchmodat, fchmodat2, fchownat, mkdirat, mknodat, symlinkat } from '../../src/native/node.ts'
import { open, openat, openat2 } from '../../src/native/open.ts'
import { alarm, closeOnExecFrom, exitNow, hasExited, pidfdOpen } from '../../src/native/process.ts'
import { EMPTY_PATH, UNCHANGED } from '../../src/native/ranges.ts'
import { statx } from '../../src/native/status.ts'
import { connectSyslog } from '../../src/native/syslog.ts'
import { withCredentials } from '../../src/native/with-credentials.ts'
import { fgetxattr } from '../../src/native/xattr.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { errorOf } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

/** What koffi turns into another number, 0 for most of them, and what no argument here may be. */
const NEVER = [Number.NaN, 2 ** 32, 2 ** 32 + 1, 2 ** 53, 1.5, Number.POSITIVE_INFINITY, -(2 ** 31), -2]
const NEVER_NEGATIVE = [...NEVER, -1]

const char = { type: 'char', major: 1, minor: 3, mode: 0o600 } as const
const user = { uid: 0, gid: 0, groups: [], dacOverride: true } as const

/** Each number that each wrapper takes: [system call, argument, what may not be passed, the call]. */
const NUMBERS: readonly (readonly [string, string, readonly number[], (value: number) => unknown])[] = [
  ['openat', 'dir', NEVER_NEGATIVE, (n) => openat(n, 'x', O_PATH)],
  ['openat', 'flags', NEVER_NEGATIVE, (n) => open('/', n)],
  ['openat', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => open('/', O_PATH, n)],
  ['openat2', 'dir', NEVER_NEGATIVE, (n) => openat2(n, 'x', { flags: O_PATH })],
  ['openat2', 'how.flags', NEVER_NEGATIVE, (n) => openat2(0, 'x', { flags: n })],
  ['openat2', 'how.mode', [...NEVER_NEGATIVE, 0o10000], (n) => openat2(0, 'x', { flags: O_PATH, mode: n })],
  ['openat2', 'how.resolve', NEVER_NEGATIVE, (n) => openat2(0, 'x', { flags: O_PATH, resolve: n })],
  ['statx', 'fd', [...NEVER_NEGATIVE, -100], (n) => statx(n)],
  ['fstatfs', 'fd', [...NEVER_NEGATIVE, -100], (n) => fstatfs(n)],
  ['mknodat', 'dir', NEVER_NEGATIVE, (n) => mknodat(n, 'x', char)],
  ['mknodat', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => mknodat(0, 'x', { ...char, mode: n })],
  ['mknodat', 'major', [...NEVER_NEGATIVE, 4096], (n) => mknodat(0, 'x', { ...char, major: n })],
  ['mknodat', 'minor', [...NEVER_NEGATIVE, 2 ** 20], (n) => mknodat(0, 'x', { ...char, minor: n })],
  ['mkdirat', 'dir', NEVER_NEGATIVE, (n) => mkdirat(n, 'x', 0o700)],
  ['mkdirat', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => mkdirat(0, 'x', n)],
  ['symlinkat', 'dir', NEVER_NEGATIVE, (n) => symlinkat('x', n, 'x')],
  ['fchownat', 'fd', [...NEVER_NEGATIVE, -100], (n) => fchownat(n, 0, 0)],
  ['fchownat', 'uid', [...NEVER, 2 ** 32 - 1], (n) => fchownat(0, n, UNCHANGED)],
  ['fchownat', 'gid', [...NEVER, 2 ** 32 - 1], (n) => fchownat(0, UNCHANGED, n)],
  ['fchmodat2', 'fd', [...NEVER_NEGATIVE, -100], (n) => fchmodat2(n, 0)],
  ['fchmodat2', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => fchmodat2(0, n)],
  ['fchmodat2', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => chmodFd(0, n)],
  ['fchmodat', 'dir', NEVER_NEGATIVE, (n) => fchmodat(n, 'x', 0)],
  ['fchmodat', 'mode', [...NEVER_NEGATIVE, 0o10000], (n) => fchmodat(0, 'x', n)],
  ['faccessat2', 'fd', [...NEVER_NEGATIVE, -100], (n) => faccessat2(n, { read: true, write: true })],
  ['fgetxattr', 'fd', [...NEVER_NEGATIVE, -100], (n) => fgetxattr(n, 'user.x')],
  ['setgroups', 'groups[1]', [...NEVER_NEGATIVE, 2 ** 32 - 1], (n) => setgroups([0, n])],
  ['setfsuid', 'uid', [...NEVER_NEGATIVE, 2 ** 32 - 1], (n) => setfsuid(n)],
  ['setfsgid', 'gid', [...NEVER_NEGATIVE, 2 ** 32 - 1], (n) => setfsgid(n)],
  ['setfsuid', 'uid', [...NEVER_NEGATIVE, 2 ** 32 - 1], (n) => withCredentials({ ...user, uid: n }, notToRun)],
  ['setfsgid', 'gid', [...NEVER_NEGATIVE, 2 ** 32 - 1], (n) => withCredentials({ ...user, gid: n }, notToRun)],
  [
    'setgroups',
    'groups[0]',
    [...NEVER_NEGATIVE, 2 ** 32 - 1],
    (n) => withCredentials({ ...user, groups: [n] }, notToRun),
  ],
  ['close_range', 'first', NEVER_NEGATIVE, (n) => closeOnExecFrom(n)],
  ['alarm', 'seconds', NEVER_NEGATIVE, (n) => alarm(n)],
  ['pidfd_open', 'pid', [...NEVER_NEGATIVE, 0, 2 ** 22 + 1], (n) => pidfdOpen(n)],
  ['poll', 'fd', NEVER_NEGATIVE, (n) => hasExited(n)],
  ['_exit', 'status', [...NEVER_NEGATIVE, 256], (n) => exitNow(n)],
  ['unshare', 'flags', NEVER_NEGATIVE, (n) => unshare(n)],
  ['setns', 'fd', NEVER_NEGATIVE, (n) => setns(n, 0)],
  ['setns', 'type', NEVER_NEGATIVE, (n) => setns(0, n)],
  ['mount', 'flags', NEVER_NEGATIVE, (n) => mount({ target: '/', flags: n })],
  ['open_tree', 'dir', NEVER_NEGATIVE, (n) => openTreeClone(n)],
  ['move_mount', 'from', [...NEVER_NEGATIVE, -100], (n) => moveMount(n, 0)],
  ['move_mount', 'to', [...NEVER_NEGATIVE, -100], (n) => moveMount(0, n)],
  ['fsconfig', 'fd', NEVER_NEGATIVE, (n) => fsconfigSet(n, 'ro')],
  ['fsmount', 'fd', NEVER_NEGATIVE, (n) => fsmount(n, 0)],
  ['fsmount', 'attributes', NEVER_NEGATIVE, (n) => fsmount(0, n)],
]

/** Each text that each wrapper takes. */
const TEXTS: readonly (readonly [string, string, (value: string) => unknown])[] = [
  ['openat', 'path', (text) => open(text, O_PATH)],
  ['openat2', 'path', (text) => openat2(0, text, { flags: O_PATH })],
  ['mknodat', 'path', (text) => mknodat(0, text, char)],
  ['mkdirat', 'path', (text) => mkdirat(0, text, 0o700)],
  ['symlinkat', 'target', (text) => symlinkat(text, 0, 'x')],
  ['symlinkat', 'path', (text) => symlinkat('x', 0, text)],
  ['fchmodat', 'path', (text) => fchmodat(0, text, 0)],
  ['fgetxattr', 'name', (text) => fgetxattr(0, text)],
  ['mount', 'source', (text) => mount({ source: text, target: '/' })],
  ['mount', 'target', (text) => mount({ target: text })],
  ['mount', 'type', (text) => mount({ target: '/', type: text })],
  ['mount', 'data', (text) => mount({ target: '/', data: text })],
  ['open_tree', 'path', (text) => openTreeClone(0, text)],
  ['fsopen', 'type', (text) => fsopen(text)],
  ['fsconfig', 'key', (text) => fsconfigSet(0, text)],
  ['fsconfig', 'value', (text) => fsconfigSet(0, 'size', text)],
  ['connect', 'path', (text) => connectSyslog(text)],
]

describe('numbers that do not fit', () => {
  test.each(
    NUMBERS.flatMap(([syscall, argument, values, call]) => values.map((value) => ({ syscall, argument, value, call }))),
  )('$syscall() refuses $value as $argument', ({ syscall, argument, value, call }) => {
    expect(errorOf(() => call(value))).toMatchObject({
      name: 'SyscallArgumentError',
      code: 'ERR_SYSCALL_ARGUMENT',
      syscall,
      argument,
      message: expect.stringContaining(`Cannot call ${syscall}(): ${argument} is ${value}, expected an integer from `),
    })
  })

  test('control: without the check, 2^32 and NaN are root to koffi', (context) => {
    needsRoot(context)
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('file'), '')
    using file = open(dir.at('file'), O_PATH)
    for (const value of [2 ** 32, Number.NaN]) {
      fchownat(file.fd, 1000, 1000)
      libc().fchownat(file.fd, EMPTY_PATH, value, value, AT_EMPTY_PATH)
      expect(statx(file.fd)).toMatchObject({ uid: 0, gid: 0 })
    }
  })

  test('something that is no number at all is refused too', () => {
    // @ts-expect-error what an unchecked cast elsewhere could let through
    expect(errorOf(() => setfsuid('1000'))).toMatchObject({ code: 'ERR_SYSCALL_ARGUMENT' })
    // @ts-expect-error what an unchecked cast elsewhere could let through
    expect(errorOf(() => setfsuid(undefined))).toMatchObject({ code: 'ERR_SYSCALL_ARGUMENT' })
  })
})

describe('texts with a NUL', () => {
  test.each(TEXTS)('%s() refuses one in its %s', (syscall, argument, call) => {
    const { message } = errorOf(() => call('/tmp\0/x'))
    expect(message).toBe(`Cannot call ${syscall}(): ${argument} is a text with a NUL at byte 4, expected one without`)
  })

  test('control: C would have stopped at it', () => {
    using file = open('/etc', O_PATH)
    const cut = Buffer.from('passwd\0/not/there\0')
    const fd = libc().openat(file.fd, cut, O_PATH, 0)
    expect(fd).toBeGreaterThan(2)
    fs.closeSync(fd)
  })
})

function notToRun(): never {
  throw new Error('ran with wrong credentials')
}
