import { EXIT, HookError } from '../../core/errors.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import { statx } from '../../native/status.ts'
import { filesystemOf } from './filesystems.ts'

/**
 * Makes sure that what is about to be made in the container's /dev stays in the container.
 *
 * @throws {HookError} `ERR_ROOTFS` when /dev is on a file system that the host has mounted too.
 */
export function assertOwnMount(devfd: number, path: ContainerPath, hostOwned: ReadonlySet<string>): void {
  if (!hostOwned.has(filesystemOf(statx(devfd)))) return
  const message = `${printable(path)} cannot be made: /dev of the container is a file system of the host`
  throw new HookError('ERR_ROOTFS', EXIT.internal, message, { remedy: 'mount a tmpfs on /dev in config.json' })
}
