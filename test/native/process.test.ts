import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AT_FDCWD } from '../../src/native/constants.ts'
import { libc } from '../../src/native/libc.ts'
import {
  alarm,
  closeOnExecFrom,
  getppid,
  hasExited,
  isDumpable,
  pidfdOpen,
  setDumpable,
} from '../../src/native/process.ts'
import { endOfFixture } from './support/fixture.ts'
import { errorOf } from './support/outcome.ts'

describe('setDumpable()', () => {
  test('is seen by isDumpable(), and by the kernel', () => {
    const before = isDumpable()
    setDumpable(false)
    expect([isDumpable(), fs.statSync('/proc/self/environ').uid]).toEqual([false, 0])
    setDumpable(true)
    expect(isDumpable()).toBe(true)
    setDumpable(before)
  })
})

describe('closeOnExecFrom()', () => {
  test('marks descriptors that were inherited without the flag', () => {
    const fd = libc().openat(AT_FDCWD, Buffer.from('/dev/null\0'), 0, 0)
    expect(isClosedOnExec(fd)).toBe(false)
    closeOnExecFrom(fd + 1)
    expect(isClosedOnExec(fd)).toBe(false)
    closeOnExecFrom(fd)
    expect(isClosedOnExec(fd)).toBe(true)
    fs.closeSync(fd)
  })
})

describe('alarm()', () => {
  test('answers how many seconds were left of the one before', () => {
    expect([alarm(100), alarm(0), alarm(0)]).toEqual([0, 100, 0])
  })

  test('ends a process that is busy in JavaScript', () => {
    expect(endOfFixture({ name: 'busy', args: ['alarm'] })).toMatchObject({ signal: 'SIGALRM' })
  })
})

describe('exitNow()', () => {
  test('ends the process with that status, and runs no exit handler', () => {
    expect(endOfFixture({ name: 'exit', args: ['7'] })).toEqual({ status: 7, signal: null, stderr: '' })
  })

  test('control: process.exit() runs the handler', () => {
    expect(endOfFixture({ name: 'exit', args: ['7', 'with-handlers'] })).toMatchObject({ status: 7, stderr: 'handler' })
  })
})

describe('getppid()', () => {
  test('is the parent', () => {
    expect(getppid()).toBe(process.ppid)
  })
})

describe('pidfdOpen()', () => {
  test('tells that its process has ended, before anybody waited for it', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    using pidfd = pidfdOpen(Number(child.pid))
    expect(hasExited(pidfd.fd)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(hasExited(pidfd.fd)).toBe(true)
  })

  test('throws ESRCH for a process that is gone', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    expect(errorOf(() => pidfdOpen(Number(child.pid)))).toMatchObject({
      code: 'ESRCH',
      message: `pidfd_open(${child.pid}, 0): ESRCH: no such process`,
    })
  })

  test('hasExited() throws for a descriptor that is not open, and does not answer "gone"', () => {
    expect(errorOf(() => hasExited(2 ** 31 - 1)).message).toBe(
      'poll([2147483647], POLLIN, 0): EBADF: bad file descriptor',
    )
  })
})

/** The kernel's word on FD_CLOEXEC. */
function isClosedOnExec(fd: number): boolean {
  const flags = /^flags:\t(\d+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? ''
  return (Number.parseInt(flags, 8) & 0o2000000) !== 0
}
