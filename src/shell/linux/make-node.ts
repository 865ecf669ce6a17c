import { EXIT, HookError } from '../../core/errors.ts'
import { type DeviceNumber, sameNumber, showNumber } from '../../core/model/device.ts'
import { type DevicePath, deviceFault } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import { chmodFd } from '../../native/chmod-fd.ts'
import {
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { mkdirat, mknodat } from '../../native/node.ts'
import { openat2 } from '../../native/open.ts'
import { statx } from '../../native/status.ts'
import { assertOwnMount } from './own-mount.ts'

/** Within the mount of the container's /dev, and over no link: whatever is made here is gone with the container. */
const INSIDE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV

/**
 * Makes a device node of mode 0000 below the container's /dev, with its missing parents (0755), and opens it again to
 * see that it is the one that was made: another container that shares the mount could have swapped it.
 *
 * @returns A descriptor (O_PATH) of the new node. Its owner and mode are the caller's business.
 * @throws {HookError} `ERR_ROOTFS` when /dev is not the container's own, or something else stands in the way.
 */
export function makeNode(
  devfd: number,
  path: DevicePath,
  number: DeviceNumber,
  hostOwned: ReadonlySet<string>,
): number {
  const names = namesBelowDev(path)
  assertOwnMount(devfd, path, hostOwned)
  try {
    using parent = openParent(devfd, names.slice(0, -1))
    const name = names.at(-1) ?? ''
    mknodat(parent.fd, name, {
      type: number.type === 'b' ? 'block' : 'char',
      major: number.major,
      minor: number.minor,
      mode: 0,
    })
    using node = openat2(parent.fd, name, { flags: O_PATH | O_NOFOLLOW, resolve: INSIDE })
    checkNumber(node, path, number)
    return node.release()
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    throw rootfsError(`${printable(path)} cannot be made in the container: ${cause.code}`, cause)
  }
}

/**
 * The components of a path below /dev. Its type says that it is one, and a cast can lie: what is made is made by these
 * names, so any other path would be made at the wrong place.
 *
 * @throws {HookError} `ERR_ROOTFS`
 */
export function namesBelowDev(path: DevicePath): string[] {
  const fault = deviceFault(path)
  if (fault !== undefined) throw rootfsError(`${printable(path)} cannot be made in the container: ${fault}`)
  return path.slice('/dev/'.length).split('/')
}

/** Opens a directory below the container's /dev, making what is missing on the way (0755). The caller closes it. */
export function openParent(devfd: number, names: readonly string[]): OwnedFd {
  const flags = O_PATH | O_DIRECTORY
  let parent = openat2(devfd, '.', { flags, resolve: INSIDE })
  for (const name of names) {
    using above = parent
    const isNew = makeDirectory(above.fd, name)
    parent = openat2(above.fd, name, { flags, resolve: INSIDE })
    // Our umask is 077, and the container's user must pass.
    if (isNew) chmodFd(parent.fd, 0o755)
  }
  return parent
}

function makeDirectory(parent: number, name: string): boolean {
  try {
    mkdirat(parent, name, 0o700)
    return true
  } catch (error) {
    if (!(error instanceof SyscallError && error.code === 'EEXIST')) throw error
    return false // What exists is judged by the open that follows: it takes directories alone.
  }
}

function checkNumber(node: OwnedFd, path: DevicePath, expected: DeviceNumber): void {
  const { type, rdev } = statx(node.fd)
  const found: DeviceNumber = { type: type === 'block' ? 'b' : 'c', ...rdev }
  if ((type === 'char' || type === 'block') && sameNumber(found, expected)) return
  throw rootfsError(`${printable(path)} was made as ${showNumber(expected)}, but is ${type} ${showNumber(found)} now`)
}

function rootfsError(message: string, cause?: unknown): HookError {
  return new HookError('ERR_ROOTFS', EXIT.internal, message, { cause })
}
