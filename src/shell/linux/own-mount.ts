import { EXIT, HookError } from '../../core/errors.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { statx } from '../../native/status.ts'
import { filesystemOf } from './filesystems.ts'
import { TMPFS_MAGIC } from './own-inode.ts'

/**
 * Makes sure that what is about to be made in the container's /dev stays in the container, and is gone with it: on a tmpfs
 * that the host has not mounted. An overlay is the container's alone as a mount, and keeps what is made in a directory of
 * the host.
 *
 * @throws {HookError} `ERR_ROOTFS` for any other /dev.
 */
export function assertOwnMount(devfd: number, path: ContainerPath, hostOwned: ReadonlySet<string>): void {
  const isOfHost = hostOwned.has(filesystemOf(statx(devfd)))
  if (!isOfHost && fstatfs(devfd).magic === TMPFS_MAGIC) return
  const found = isOfHost ? 'a file system of the host' : 'no tmpfs, and would keep it on the host'
  const message = `${printable(path)} cannot be made: /dev of the container is ${found}`
  throw new HookError('ERR_ROOTFS', EXIT.internal, message, { remedy: 'mount a tmpfs on /dev in config.json' })
}
