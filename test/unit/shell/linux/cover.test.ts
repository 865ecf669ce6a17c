import fs from 'node:fs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { HostGid, HostUid } from '../../../../src/core/model/ids.ts'
import type { ContainerPath } from '../../../../src/core/model/paths.ts'
import { openContainer } from '../../../../src/shell/linux/container.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { ANY_AGE, FakeContainer } from '../../../support/fake-container.ts'
import { makeNode } from '../../../support/make-node.ts'

beforeEach(needsRoot)

const BOUND = '/dev/bound' as ContainerPath
const owner = { uid: 1000 as HostUid, gid: 1000 as HostGid, mode: 0o660 }
const host = new TemporaryDirectory()
afterAll(() => host[Symbol.dispose]())

const shown = (file: string) => {
  const { uid, gid, mode, rdev, ino } = fs.statSync(file, { bigint: true })
  return { uid, gid, mode: Number(mode) & 0o7777, rdev, ino }
}

/** One story, told in order: covering hides /usr/bin from this thread, and publishing moves it into the container. */
describe('a private node', () => {
  test('is refused its place once the process of the container is dead', () => {
    makeNode(host.at('node'), { type: 'c', major: 1, minor: 3 }, [0, 44, 0o660])
    const furnish = `touch "$R/dev/bound"; mount --bind ${host.at('node')} "$R/dev/bound"`
    const fakes = [new FakeContainer({ furnish }), new FakeContainer({ furnish })]
    const [dead, alive] = fakes.map((fake) => {
      const container = openContainer(fake.state(), ANY_AGE)
      container.enter('rootfs')
      return { fake, container }
    })
    if (dead === undefined || alive === undefined) throw new Error('there are two containers')
    const number = { type: 'c', major: 1, minor: 3 } as const
    const before = shown(host.at('node'))
    const { ctimeNs } = fs.statSync(host.at('node'), { bigint: true })

    for (const { container } of [dead, alive]) {
      const found = container.find(BOUND)
      if (found.kind !== 'node') throw new Error(`no node, but ${found.kind}`)
      expect(found.seen).toMatchObject({ kind: 'shared', propagates: false })
      const made = container.cover(BOUND, found.handle, number, owner, undefined)
      expect(fs.fstatSync(made)).toMatchObject({ uid: 1000, gid: 1000 })
    }
    // The workshop hides what nobody reads, and no more.
    expect(fs.readdirSync('/usr/bin')).toEqual(['0'])
    expect(fs.readdirSync('/usr/lib').length).toBeGreaterThan(1)
    // Made, and nowhere to be seen yet.
    const inside = `/proc/${alive.fake.pid}/root${alive.fake.bundle}/rootfs/dev/bound`
    expect(shown(inside)).toEqual(before)

    dead.fake.kill()
    hookError('ERR_PROCESS', () => dead.container.publish())

    alive.container.publish()
    expect(shown(inside)).toMatchObject({ uid: 1000n, gid: 1000n, mode: 0o660, rdev: before.rdev })
    expect(fs.writeSync(fs.openSync(inside, 'w'), 'x')).toBe(1)
    expect(shown(host.at('node'))).toEqual(before)
    expect(fs.statSync(host.at('node'), { bigint: true }).ctimeNs).toBe(ctimeNs)
    expect(fs.readlinkSync('/proc/self/ns/mnt')).toBe(fs.readlinkSync(`/proc/${alive.fake.pid}/ns/mnt`))

    umount2(`${alive.fake.bundle}/rootfs/dev`, MNT_DETACH)
    for (const { fake } of [dead, alive]) fake[Symbol.dispose]()
  })
})
