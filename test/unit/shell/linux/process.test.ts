import { spawn } from 'node:child_process'
import { beforeEach, describe, expect, test } from 'vitest'
import { openInit } from '../../../../src/shell/linux/process.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { FakeContainer } from '../../../support/fake-container.ts'

beforeEach(needsRoot)

const IDENTITY = [{ inside: 0, outside: 0, count: 4_294_967_295 }]
const refusal = (pid: number) => hookError('ERR_PROCESS', () => openInit(pid)).message

test('openInit() takes a child of our own parent that has a mount namespace of its own', () => {
  using container = new FakeContainer()
  const init = openInit(container.pid)
  expect(init).toMatchObject({ pid: container.pid, hasUserNamespace: false, maps: { uid: IDENTITY, gid: IDENTITY } })
  expect(() => init.assertOurs()).not.toThrow()
})

test('openInit() reads the maps of a container that has a user namespace', () => {
  using container = new FakeContainer({ unshare: ['--user', '--map-root-user', '--mount'] })
  const map = [{ inside: 0, outside: 0, count: 1 }]
  expect(openInit(container.pid)).toMatchObject({ hasUserNamespace: true, maps: { uid: map, gid: map } })
})

describe('openInit() refuses', () => {
  test('ourselves', () => {
    expect(refusal(process.pid)).toContain('shares its mount namespace with the host')
  })

  test('our parent', () => {
    expect(refusal(process.ppid)).toContain(`${process.ppid}`)
  })

  test('process 1', () => {
    expect(refusal(1)).toMatch(/found a child of process 0|found .*EACCES/)
  })

  test('a child of our own, which has another parent than we have', () => {
    const child = spawn('unshare', ['--mount', 'sleep', '60'])
    try {
      expect(refusal(child.pid ?? 0)).toContain(`found a child of process ${process.pid}, expected a child of the`)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('a child of our parent that shares its mount namespace with us', () => {
    using container = new FakeContainer({ unshare: ['--uts'], furnish: 'umount "$R/dev"' })
    expect(refusal(container.pid)).toContain('shares its mount namespace with the host')
  })

  test('a number that no process has', () => {
    expect(refusal(4_194_304)).toContain('found no such process')
  })

  test('a process that has ended and waits for its parent', () => {
    using container = new FakeContainer()
    container.kill()
    expect(refusal(container.pid)).toMatch(/has ended|no longer/)
  })
})

test('assertOurs() sees that the process ended after it was opened', () => {
  using container = new FakeContainer()
  const init = openInit(container.pid)
  expect(() => init.assertOurs()).not.toThrow()
  container.kill()
  const { message } = hookError('ERR_PROCESS', () => init.assertOurs())
  expect(message).toMatch(/has ended|no longer/)
})
