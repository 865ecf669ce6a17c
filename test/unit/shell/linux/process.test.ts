import { spawn, spawnSync } from 'node:child_process'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInit } from '../../../../src/shell/linux/process.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { ANY_AGE, FakeContainer } from '../../../support/fake-container.ts'
import { usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)

const IDENTITY = [{ inside: 0, outside: 0, count: 4_294_967_295 }]
const refusal = (pid: number) => hookError('ERR_PROCESS', () => openInit(pid, ANY_AGE)).message

test('openInit() takes a child of our own parent that has a mount namespace of its own', () => {
  using container = new FakeContainer()
  const init = openInit(container.pid, ANY_AGE)
  expect(init).toMatchObject({ pid: container.pid, hasUserNamespace: false, maps: { uid: IDENTITY, gid: IDENTITY } })
  expect(() => init.assertOurs()).not.toThrow()
})

test('openInit() reads the maps of a container that has a user namespace', () => {
  using container = new FakeContainer({ unshare: ['--user', '--map-root-user', '--mount'] })
  const map = [{ inside: 0, outside: 0, count: 1 }]
  expect(openInit(container.pid, ANY_AGE)).toMatchObject({ hasUserNamespace: true, maps: { uid: map, gid: map } })
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

  test('a container that was started after this process', () => {
    using container = new FakeContainer()
    const { message } = hookError('ERR_PROCESS', () => openInit(container.pid))
    expect(message).toContain(`pid ${container.pid} of the state: found a process that was started after this hook`)
  })

  const asUser = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups']

  test.each(['--map-root-user', '--map-current-user'])(
    'a child of our parent in namespaces that a user made (%s)',
    (map) => {
      using container = new FakeContainer({ outside: asUser, unshare: ['--user', map, '--keep-caps', '--mount'] })
      expect(refusal(container.pid)).toContain('found a namespace that user 1000 made, expected one that the runtime (')
    },
  )

  test('a user in a mount namespace that root made, as set-id programs make it', () => {
    using container = new FakeContainer({ inside: asUser })
    expect(refusal(container.pid)).toContain('found a process of user 1000, 1000, 1000, 1000, expected one of the')
    using control = new FakeContainer({ inside: ['setpriv', '--clear-groups'] })
    expect(openInit(control.pid, ANY_AGE).pid).toBe(control.pid)
  })

  test('a process in a mount namespace that belongs to a user, though its user namespace is ours', () => {
    using theirs = new FakeContainer({ outside: asUser, unshare: ['--user', '--map-root-user', '--mount'] })
    using container = new FakeContainer({
      outside: ['nsenter', `--target=${theirs.pid}`, '--mount'],
      unshare: ['--uts'],
    })
    expect(refusal(container.pid)).toContain('found a namespace that user 1000 made')
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

/** Namespaces belong to threads and mounts to namespaces: what is mounted here is taken away again. */
function covered(target: string, by: string, look: () => void): void {
  const mounts = (command: string, ...args: string[]) => expect(spawnSync(command, args).status).toBe(0)
  mounts('mount', '--bind', by, target)
  try {
    look()
  } finally {
    mounts('umount', target)
  }
}

describe('openInit() does not believe a /proc with something mounted over', () => {
  beforeAll(() => {
    if (process.getuid?.() === 0) usePrivateMounts()
  })

  test.each(['uid_map', 'gid_map', 'stat', 'ns'])('%s of the process', (name) => {
    const unshare = ['--user', '--map-root-user', '--mount']
    using container = new FakeContainer({ unshare })
    using other = new FakeContainer({ unshare })
    covered(`/proc/${container.pid}/${name}`, `/proc/${other.pid}/${name}`, () => {
      expect(refusal(container.pid)).toMatch(`something is mounted over "${name}" in /proc`)
    })
    expect(openInit(container.pid, ANY_AGE).pid).toBe(container.pid)
  })

  test('the directory of the process, though it be that of another child of the runtime', () => {
    using container = new FakeContainer()
    using other = new FakeContainer()
    covered(`/proc/${container.pid}`, `/proc/${other.pid}`, () => {
      expect(refusal(container.pid)).toMatch(`something is mounted over "${container.pid}" in /proc`)
    })
  })

  test('all of it, though it be a directory of a procfs', () => {
    using container = new FakeContainer()
    const { pid } = container
    covered('/proc', '/proc/self/task', () => expect(refusal(pid)).toMatch('/proc is no procfs here'))
  })
})

test('assertOurs() sees that the process ended after it was opened', () => {
  using container = new FakeContainer()
  const init = openInit(container.pid, ANY_AGE)
  expect(() => init.assertOurs()).not.toThrow()
  container.kill()
  const { message } = hookError('ERR_PROCESS', () => init.assertOurs())
  expect(message).toMatch(/has ended|no longer/)
})
