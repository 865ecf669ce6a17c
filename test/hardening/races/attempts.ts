import fs from 'node:fs'
import { HookError } from '../../../src/core/errors.ts'
import { sameNumber } from '../../../src/core/model/device.ts'
import type { HostGid, HostUid } from '../../../src/core/model/ids.ts'
import type { ContainerPath, DevicePath } from '../../../src/core/model/paths.ts'
import { SyscallError } from '../../../src/native/errno.ts'
import { statx } from '../../../src/native/status.ts'
import { findIn } from '../../../src/shell/linux/container.ts'
import { filesystemOf } from '../../../src/shell/linux/filesystems.ts'
import { makeLink } from '../../../src/shell/linux/make-link.ts'
import { makeNode } from '../../../src/shell/linux/make-node.ts'
import { give } from '../../../src/shell/linux/ownership.ts'
import { openDev, openRootfs } from '../../../src/shell/linux/rootfs.ts'
import { unlinkat } from '../../native/support/calls.ts'
import type { Layout } from './layouts.ts'
import { NULL, type Rig } from './rig.ts'

/** What one attempt came to: `changed`, what was found in the node's place, or the error that ended it. */
export interface Attempt {
  readonly ending: string
  /** Something was reached that is not the container's, or not the device that was meant. */
  readonly escaped: boolean
}

/** Two owners in turn, so that every attempt has something to change. */
const OWNERS = [1000, 2000].map((id) => ({ uid: id as HostUid, gid: id as HostGid, mode: 0o660 }))

/** The hook's own steps, from the rootfs to the change: opens, judges and gives away the node, and makes one beside it. */
export function serve(rig: Rig, layout: Layout, turn: number): Attempt {
  try {
    using rootfs = openRootfs(rig.procfd, `${rig.at}/rootfs`)
    using dev = openDev(rootfs.fd)
    if (turn % 2 === 0 && layout.creates !== undefined) return create(rig, dev.fd, layout.creates)
    return change(rig, rootfs.fd, dev.fd, layout, turn)
  } catch (error) {
    return { ending: endingOf(error), escaped: false }
  }
}

function change(rig: Rig, rootfs: number, dev: number, layout: Layout, turn: number): Attempt {
  const found = findIn(rootfs, dev, layout.device as ContainerPath, rig.hostOwned, () => rig.shared)
  if (found.kind !== 'node') return { ending: found.kind === 'other' ? found.found : 'absent', escaped: false }
  try {
    const isOwn = filesystemOf(statx(found.handle)) === rig.own
    if (found.seen.kind === 'shared') return { ending: 'shared', escaped: !isOwn && layout.maySeeHost !== true }
    if (!sameNumber(found.seen.number, NULL)) return { ending: 'another number', escaped: !isOwn }
    give(found.handle, OWNERS[(turn >> 1) % 2] ?? { uid: 0 as HostUid, gid: 0 as HostGid, mode: 0 })
    return { ending: 'changed', escaped: !isOwn }
  } finally {
    fs.closeSync(found.handle)
  }
}

function create(rig: Rig, dev: number, directory: string): Attempt {
  try {
    const node = makeNode(dev, `${directory}/made` as DevicePath, NULL, rig.hostOwned)
    const escaped = filesystemOf(statx(node)) !== rig.own
    fs.closeSync(node)
    makeLink(dev, `${directory}/link` as DevicePath, '/dev/node' as ContainerPath, rig.hostOwned)
    return { ending: 'changed', escaped }
  } finally {
    for (const { fd } of rig.places) for (const name of ['made', 'link']) removeIfThere(fd, name)
  }
}

function removeIfThere(directory: number, name: string): void {
  try {
    unlinkat(directory, name)
  } catch (error) {
    if (!(error instanceof SyscallError && error.code === 'ENOENT')) throw error
  }
}

function endingOf(error: unknown): string {
  if (error instanceof SyscallError) return error.code
  if (!(error instanceof HookError)) throw error
  return error.cause instanceof SyscallError ? error.cause.code : error.code
}

/**
 * What a careful hook does that knows no descriptors: looks at every component, looks up what it needs to know of the
 * host, then opens the path, as it is by then.
 */
export function lookThenUse(rig: Rig, { device, attack }: Layout): Attempt {
  const root = `${rig.reachable}/rootfs`
  const names = device.slice(1).split('/')
  try {
    const prefixes = names.map((_, at) => `${root}/${names.slice(0, at + 1).join('/')}`)
    const checked = [root, ...prefixes].map((path) => fs.lstatSync(path))
    if (checked.some((status) => status.isSymbolicLink()) || !isNull(checked.at(-1))) {
      return { ending: 'refused', escaped: false }
    }
    fs.readFileSync('/etc/group')
    return { ending: 'used', escaped: isElsewhere(rig, `${root}${device}`, attack.do === 'exchange') }
  } catch (error) {
    return { ending: (error as NodeJS.ErrnoException).code ?? 'error', escaped: false }
  }
}

const NULL_RDEV = (1 << 8) | 3

function isNull(status: fs.Stats | undefined): boolean {
  return status?.isCharacterDevice() === true && status.rdev === NULL_RDEV
}

/** Opens it as a shell's `>` would (`makes`: missing files too), and says whether that was what the check had seen. */
function isElsewhere(rig: Rig, path: string, makes: boolean): boolean {
  const { O_WRONLY, O_CREAT, O_NONBLOCK } = fs.constants
  const fd = fs.openSync(path, O_WRONLY | O_NONBLOCK | (makes ? O_CREAT : 0), 0o600)
  try {
    return !isNull(fs.fstatSync(fd)) || filesystemOf(statx(fd)) !== rig.own
  } finally {
    fs.closeSync(fd)
  }
}
