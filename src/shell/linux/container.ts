import { type HostUid, UNMAPPED, type Unmapped } from '../../core/model/ids.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { statx } from '../../native/status.ts'
import type { Container, Found, Handle } from '../system.ts'
import { actAs } from './act-as.ts'
import { readBundle } from './bundle.ts'
import { Covers } from './covers.ts'
import { describeNode } from './describe-node.ts'
import { hostFilesystems } from './filesystems.ts'
import { makeLink } from './make-link.ts'
import { makeNode } from './make-node.ts'
import { isOwnInode } from './own-inode.ts'
import { give } from './ownership.ts'
import { type InitProcess, openInit, whileItLives } from './process.ts'
import { sharedMounts } from './propagation.ts'
import { openDev, openInContainer, openRootfs } from './rootfs.ts'

/**
 * Takes hold of the container of a state, by its init process.
 *
 * @param youngest When that was started at the latest, in ticks since boot; when this process was, if left out.
 * @throws {HookError} `ERR_PROCESS`, `ERR_BUNDLE`
 */
export function openContainer(state: ContainerState, youngest?: number): Container {
  const init = openInit(state.pid, youngest)
  const root = toOutside(init.maps.uid, 0) as HostUid | Unmapped
  const { directory, configText } = whileItLives(init, () => readBundle(state, init.procfd, root))
  const hostOwned = hostFilesystems()
  let mounts: ReadonlySet<number> | undefined
  const shared = () => {
    mounts ??= whileItLives(init, () => sharedMounts(init.procfd))
    return mounts
  }
  const covers = new Covers(init.mnt, init.assertOurs)
  let [rootfd, devfd] = [-1, -1]
  return {
    configText,
    maps: init.maps,
    hasUserNamespace: init.hasUserNamespace,
    enter: (rootPath) => {
      rootfd = openRootfs(init.procfd, rootPath.startsWith('/') ? rootPath : `${directory}/${rootPath}`).release()
      devfd = openDev(rootfd).release()
    },
    find: (path) => findIn(rootfd, devfd, path, hostOwned, shared),
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
    cover: (path, target, number, owner, label) => {
      const node = covers.make(path, target, number, label)
      give(node, owner)
      return node
    },
    link: (path, target) => {
      init.assertOurs()
      asRootOf(init, () => makeLink(devfd, path, target, hostOwned))
    },
    publish: () => covers.publish(),
  }
}

/**
 * A file system that was mounted in a user namespace takes new inodes only of ids that it maps: for the host's root
 * mkdir(2) is EOVERFLOW there.
 */
function asRootOf({ hasUserNamespace, maps }: InitProcess, make: () => void): void {
  const [uid, gid] = [toOutside(maps.uid, 0), toOutside(maps.gid, 0)]
  if (!hasUserNamespace || uid === UNMAPPED || gid === UNMAPPED) make()
  else actAs({ uid, gid, groups: 'keep', dacOverride: true }, make)
}

export function findIn(
  rootfd: number,
  devfd: number,
  path: ContainerPath,
  hostOwned: ReadonlySet<string>,
  shared: () => ReadonlySet<number>,
): Found {
  const opened = openInContainer(rootfd, devfd, path)
  if (opened === undefined) return { kind: 'absent' }
  if (opened === 'symlink') return { kind: 'other', found: 'symbolic link' }
  const { fd } = opened.fd
  const status = statx(fd)
  if (status.type !== 'char' && status.type !== 'block') {
    opened.fd[Symbol.dispose]()
    return { kind: 'other', found: status.type }
  }
  const filesystem = fstatfs(fd)
  const own = isOwnInode(status, filesystem, opened.crossedMount, hostOwned)
  // Of a node of the container's own nobody asks: it is not covered.
  const propagates = !own && (status.mountId === undefined || shared().has(Number(status.mountId)))
  const seen = { ...describeNode(status, filesystem, own ? 'own' : 'shared'), propagates }
  return { kind: 'node', handle: opened.fd.release() as Handle, seen }
}
