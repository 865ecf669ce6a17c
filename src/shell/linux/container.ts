import { EXIT, HookError } from '../../core/errors.ts'
import { showNumber } from '../../core/model/device.ts'
import type { HostGid, HostUid } from '../../core/model/ids.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { chmodFd } from '../../native/chmod-fd.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { fchownat } from '../../native/node.ts'
import { type Status, statx } from '../../native/status.ts'
import type { Container, Found, Handle, Ownership } from '../system.ts'
import { readBundle } from './bundle.ts'
import { filesystemOf, hostFilesystems } from './filesystems.ts'
import { makeNode } from './make-node.ts'
import { openInit } from './process.ts'
import { openBelowDev, openDev, openRootfs } from './rootfs.ts'

/** linux/magic.h. Every runtime mounts a tmpfs on the /dev of a container. */
const TMPFS_MAGIC = 0x01021994

/** Takes hold of the container of a state, by its init process. @throws {HookError} `ERR_PROCESS`, `ERR_BUNDLE` */
export function openContainer(state: ContainerState): Container {
  const init = openInit(state.pid)
  const { directory, configText } = readBundle(state, init.procfd)
  const hostOwned = hostFilesystems()
  let devfd = -1
  return {
    configText,
    maps: init.maps,
    hasUserNamespace: init.hasUserNamespace,
    enter: (rootPath) => {
      const absolute = rootPath.startsWith('/') ? rootPath : `${directory}/${rootPath}`
      using rootfs = openRootfs(init.procfd, absolute)
      devfd = openDev(rootfs.fd).release()
    },
    find: (path) => find(devfd, path, hostOwned),
    chown: (node, owner) => {
      init.assertOurs()
      give(node, owner)
    },
    mknod: (path, number, owner) => {
      init.assertOurs()
      const node = makeNode(devfd, path, number, hostOwned) as Handle
      give(node, owner)
      return node
    },
  }
}

function find(devfd: number, path: ContainerPath, hostOwned: ReadonlySet<string>): Found {
  const opened = openBelowDev(devfd, path)
  if (opened === undefined) return { kind: 'absent' }
  if (opened === 'symlink') return { kind: 'other', found: 'symbolic link' }
  const { fd } = opened.fd
  const status = statx(fd)
  if (status.type !== 'char' && status.type !== 'block') {
    opened.fd[Symbol.dispose]()
    return { kind: 'other', found: status.type }
  }
  return {
    kind: 'node',
    handle: opened.fd.release() as Handle,
    seen: describe(fd, status, opened.crossedMount, hostOwned),
  }
}

function describe(fd: number, status: Status, crossedMount: boolean, hostOwned: ReadonlySet<string>) {
  const { magic, isNodev } = fstatfs(fd)
  const ours = magic === TMPFS_MAGIC && status.nlink === 1 && !hostOwned.has(filesystemOf(status))
  const reachable = !crossedMount || status.isMountRoot === true
  return {
    kind: ours && reachable ? 'own' : 'shared',
    number: { type: status.type === 'block' ? 'b' : 'c', ...status.rdev },
    uid: status.uid as HostUid,
    gid: status.gid as HostGid,
    mode: status.mode,
    links: status.nlink,
    nodev: isNodev,
  } as const
}

/** chown before chmod: chown(2) may clear mode bits. Then a look at what it came to. */
function give(node: Handle, { uid, gid, mode }: Ownership): void {
  const before = statx(node)
  if (before.uid !== uid || before.gid !== gid) fchownat(node, uid, gid)
  if (before.mode !== mode) chmodFd(node, mode)
  const after = statx(node)
  if (after.uid === uid && after.gid === gid && after.mode === mode) return
  const number = showNumber({ type: after.type === 'block' ? 'b' : 'c', ...after.rdev })
  const found = `${after.uid}:${after.gid} 0${after.mode.toString(8)}`
  throw new HookError('ERR_VERIFY', EXIT.internal, `the node ${number} was given to ${uid}:${gid}, but is ${found}`)
}
