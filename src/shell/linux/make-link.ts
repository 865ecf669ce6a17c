import { EXIT, HookError } from '../../core/errors.ts'
import type { ContainerPath, DevicePath } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import {
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
} from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import { symlinkat } from '../../native/node.ts'
import { openat2 } from '../../native/open.ts'
import { namesBelowDev, openParent } from './make-node.ts'
import { assertOwnMount } from './own-mount.ts'

/**
 * Makes a stable name in the container lead to its device: a link below the container's /dev, with its missing parents.
 * Whatever has the name already keeps it.
 *
 * @throws {HookError} `ERR_ROOTFS` when /dev is not the container's own.
 */
export function makeLink(devfd: number, path: DevicePath, target: ContainerPath, hostOwned: ReadonlySet<string>): void {
  const names = namesBelowDev(path)
  if (isTaken(devfd, names)) return
  assertOwnMount(devfd, path, hostOwned)
  try {
    using parent = openParent(devfd, names.slice(0, -1))
    symlinkat(relative(names.length - 1, target), parent.fd, names.at(-1) ?? '')
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    if (cause.code === 'EEXIST') return
    const message = `${printable(path)} cannot be made in the container: ${cause.code}`
    throw new HookError('ERR_ROOTFS', EXIT.internal, message, { cause })
  }
}

/** By a bind mount of the directory, or of the whole /dev: there nothing may be made, and nothing need be. */
function isTaken(devfd: number, names: readonly string[]): boolean {
  const resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS
  try {
    openat2(devfd, names.join('/'), { flags: O_PATH | O_NOFOLLOW, resolve })[Symbol.dispose]()
    return true
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}

/** As udev writes them: `../../ttyUSB0`, so that the link is right wherever /dev is seen from. */
function relative(depth: number, target: ContainerPath): string {
  const isBelowDev = target.startsWith('/dev/')
  return isBelowDev ? '../'.repeat(depth) + target.slice('/dev/'.length) : '../'.repeat(depth + 1) + target.slice(1)
}
