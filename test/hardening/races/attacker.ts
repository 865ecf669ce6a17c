/**
 * The thread that changes the container while the hook looks at it. It enters the container's mount namespace, and then
 * does nothing but its attack, as fast as it can, until it is told to pause or to end.
 */
import fs from 'node:fs'
import { workerData } from 'node:worker_threads'
import koffi from 'koffi'
import { O_DIRECTORY, O_PATH } from '../../../src/native/constants.ts'
import type { OwnedFd } from '../../../src/native/fd.ts'
import { MS_BIND, mount } from '../../../src/native/mount.ts'
import { CLONE_FS, CLONE_NEWNS, setns, unshare } from '../../../src/native/namespaces.ts'
import { fchownat, mknodat, symlinkat } from '../../../src/native/node.ts'
import { open, openat } from '../../../src/native/open.ts'
import { MNT_DETACH, umount2, unlinkat } from '../../native/support/calls.ts'
import type { Attack } from './layouts.ts'
import { ATTACK, orSayDead, STOP, say, type Wire } from './wire.ts'

/** What the thread is started with. */
export interface Orders {
  readonly pid: number
  /** The directory that the names of the attack start at, in the container's mount namespace. */
  readonly at: string
  readonly attack: Attack
  readonly wire: Wire
}

type Move<Kind> = (dir: OwnedFd, attack: Extract<Attack, { do: Kind }>, orders: Orders) => void

const RENAME_EXCHANGE = 2
const renameat2 = koffi
  .load(null)
  .func('int renameat2(int from, const char *one, int to, const char *other, unsigned int flags)')

/** Each does its attack and takes it back: what stands there when the thread pauses is what the container began with. */
const ROUNDS: { readonly [Kind in Attack['do']]: Move<Kind> } = {
  exchange: ({ fd }, { one, other }) => {
    for (const _ of ['forth', 'back']) {
      const result: number = renameat2(fd, one, fd, other, RENAME_EXCHANGE)
      if (result !== 0) throw new Error(`renameat2 ${one} ${other}: errno ${koffi.errno()}`)
    }
  },
  mount: (_, { source, target }, { at }) => {
    mount({ source, target: `${at}/${target}`, flags: MS_BIND })
    umount2(`${at}/${target}`, MNT_DETACH)
  },
  recreate: ({ fd }, { name, link }) => {
    unlinkat(fd, name)
    symlinkat(link, fd, name)
    unlinkat(fd, name)
    mknodat(fd, name, { type: 'char', major: 1, minor: 3, mode: 0o660 })
    using node = openat(fd, name, O_PATH)
    fchownat(node.fd, 0, 44)
  },
}

const orders: Orders = workerData
orSayDead(orders.wire, () => {
  enter(orders.pid)
  attackUntilTold(orders)
})

function enter(pid: number): void {
  const namespace = fs.openSync(`/proc/${pid}/ns/mnt`, 'r')
  unshare(CLONE_FS)
  setns(namespace, CLONE_NEWNS)
  fs.closeSync(namespace)
}

function attackUntilTold(orders: Orders): void {
  const { at, attack, wire } = orders
  using dir = open(at, O_PATH | O_DIRECTORY)
  const round = ROUNDS[attack.do] as Move<Attack['do']>
  for (;;) {
    const order = Atomics.load(wire.told, 0)
    say(wire, order)
    if (order === STOP) return
    if (order !== ATTACK) Atomics.wait(wire.told, 0, order)
    else {
      round(dir, attack, orders)
      Atomics.add(wire.rounds, 0, 1)
    }
  }
}
