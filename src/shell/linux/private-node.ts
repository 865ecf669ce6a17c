import { EXIT, HookError } from '../../core/errors.ts'
import type { DeviceNumber } from '../../core/model/device.ts'
import { O_DIRECTORY, O_NOFOLLOW, O_PATH } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { MS_PRIVATE, MS_REC, mount } from '../../native/mount.ts'
import {
  fsconfigCreate,
  fsconfigSet,
  fsmount,
  fsopen,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  moveMount,
  openTreeClone,
} from '../../native/mount-tree.ts'
import { CLONE_FS, CLONE_NEWNS, unshare } from '../../native/namespaces.ts'
import { mknodat } from '../../native/node.ts'
import { open, openat } from '../../native/open.ts'

/**
 * A directory that every Linux system has: what is mounted there hides it from us, and from nobody else. This process
 * starts no program, so it reads nothing there; of /usr it still may (/usr/lib/group).
 */
const WORKPLACE = '/usr/bin'

/** A node that is not published yet: held twice, as the inode to change and as the mount to publish. */
export interface PrivateNode {
  readonly node: OwnedFd
  readonly tree: OwnedFd
}

/** A place where private nodes are made. */
export interface Workshop {
  make(number: DeviceNumber): PrivateNode
}

/**
 * Opens a workshop for private nodes: a small tmpfs in a mount namespace of our own, which no other process can reach.
 *
 * A node made there is an inode that only its container will see. The container gets a mount whose root is the node
 * itself, so the directory and the other nodes stay out of its reach. The tmpfs goes away with the last of its mounts,
 * however this process ends.
 *
 * This moves the main thread into its own mount namespace, for good. A detached tmpfs would spare that, but open_tree(2)
 * clones only what is attached (check_mnt in fs/namespace.c; relaxed in Linux 6.15).
 *
 * @param nodes How many will be made: the tmpfs has no room for anything else.
 * @param label SELinux context of the container's mounts (linux.mountLabel), for hosts where SELinux is on.
 * @throws {HookError} `ERR_PRIVATE` before Linux 5.2, or without CAP_SYS_ADMIN.
 */
export function openWorkshop(nodes: number, label: string | undefined): Workshop {
  return explained(() => {
    unshare(CLONE_NEWNS | CLONE_FS)
    mount({ target: '/', flags: MS_REC | MS_PRIVATE })
    using place = open(WORKPLACE, O_PATH | O_DIRECTORY)
    using filesystem = makeFilesystem(nodes, label)
    moveMount(filesystem.fd, place.fd)
    const directory = open(WORKPLACE, O_PATH | O_DIRECTORY)
    let made = 0
    return { make: (number) => explained(() => makeNode(directory.fd, `${made++}`, number)) }
  })
}

/** No suid, no exec, but device nodes; one inode a node and one for the directory, and no room for data. */
function makeFilesystem(nodes: number, label: string | undefined): OwnedFd {
  using context = fsopen('tmpfs')
  fsconfigSet(context.fd, 'size', '4k')
  fsconfigSet(context.fd, 'nr_inodes', `${nodes + 2}`)
  fsconfigSet(context.fd, 'mode', '0700')
  if (label !== undefined) fsconfigSet(context.fd, 'context', label)
  fsconfigCreate(context.fd)
  return fsmount(context.fd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)
}

/** Of mode 0000 until the caller has given it away. */
function makeNode(directory: number, name: string, { type, major, minor }: DeviceNumber): PrivateNode {
  mknodat(directory, name, { type: type === 'b' ? 'block' : 'char', major, minor, mode: 0 })
  const tree = openTreeClone(directory, name)
  return { tree, node: openat(directory, name, O_PATH | O_NOFOLLOW) }
}

function explained<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const remedy = cause.code === 'ENOSYS' ? 'private nodes need Linux 5.2 or later' : undefined
    const message = `a private node cannot be made: ${cause.message}`
    throw new HookError('ERR_PRIVATE', EXIT.internal, message, remedy === undefined ? { cause } : { remedy, cause })
  }
}
