import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { ownerOfUserNamespace, owningUserNamespace } from '../../native/namespaces.ts'
import { openNamespaces } from './procfs.ts'

/** The namespaces of a container's init process, of which we know that a runtime with our own rights made them. */
export interface ContainerNamespaces {
  /** Descriptor of the mount namespace that was looked at: the one to enter. */
  readonly mnt: number
  readonly hasUserNamespace: boolean
}

/**
 * Opens the mount namespace of a process, and looks at who made that one and its user namespace.
 *
 * Everybody can make a user namespace, and in it a mount namespace with a tree of their own; and a process with both can
 * be of any parent and process group that a runtime has. What nobody can is make either of them as somebody else: a user
 * namespace remembers the effective uid of who made it, for good, and a mount namespace in which user namespace that was.
 * Engines and runtimes make them with the rights that they give to hooks: as root, or as root of podman's user namespace.
 * So do containers that join those of others.
 *
 * @throws {HookError} `ERR_PROCESS`
 */
export function namespacesOf(procfd: number, pid: number): ContainerNamespaces {
  const namespaces = held(procfd, pid)
  using mnt = namespaces.mnt
  using theirs = namespaces.user
  if (identityOf(mnt.fd) === identityOf('/proc/self/ns/mnt')) {
    const remedy = 'give the container a mount namespace (linux.namespaces in config.json)'
    throw inputError('ERR_PROCESS', `the container shares its mount namespace with the host (pid ${pid})`, remedy)
  }
  using owning = owningOf(mnt, pid)
  const [ours, inside, above] = ['/proc/self/ns/user', theirs.fd, owning.fd].map(identityOf)
  if (inside !== ours) assertMadeByUs(theirs, pid)
  if (above !== ours && above !== inside) assertMadeByUs(owning, pid)
  return { mnt: mnt.release(), hasUserNamespace: inside !== ours }
}

function held(procfd: number, pid: number): Readonly<Record<'mnt' | 'user', OwnedFd>> {
  try {
    return openNamespaces(procfd)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = cause.code // ENOENT or ESRCH: it ended since it was looked at.
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: found no namespaces (${found}), expected those of init`)
  }
}

/** EPERM: the kernel opens none that is not within our own. */
function owningOf(mnt: OwnedFd, pid: number): OwnedFd {
  try {
    return owningUserNamespace(mnt.fd)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const found = `a mount namespace that was made elsewhere (${cause.code})`
    throw inputError('ERR_PROCESS', `pid ${pid} of the state: found ${found}, expected one that the runtime made`)
  }
}

function assertMadeByUs(user: OwnedFd, pid: number): void {
  const [owner, own] = [ownerOfUserNamespace(user.fd), process.geteuid?.()]
  if (owner === own) return
  const found = `found a namespace that user ${owner} made`
  throw inputError('ERR_PROCESS', `pid ${pid} of the state: ${found}, expected one that the runtime (user ${own}) made`)
}

/** A namespace is one inode of the kernel's own file system. */
function identityOf(namespace: number | string): string {
  const { dev, ino } = typeof namespace === 'number' ? fs.fstatSync(namespace) : fs.statSync(namespace)
  return `${dev}:${ino}`
}
