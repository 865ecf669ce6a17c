import { EXIT, HookError } from '../../core/errors.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import {
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { openat, openat2 } from '../../native/open.ts'

const STRICT = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS

/**
 * Opens the container's rootfs through its init process: before pivot_root, the mounts of the container are below
 * /proc/<pid>/root + root.path, and nowhere in the host's own view.
 *
 * The path to the rootfs is the host's, so links in it are legal (Silverblue's /home); below it none is.
 *
 * @throws {HookError} `ERR_ROOTFS`, exit 65.
 */
export function openRootfs(procfd: number, path: string): OwnedFd {
  try {
    using root = openat(procfd, 'root', O_PATH | O_DIRECTORY)
    const resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS
    return openat2(root.fd, path, { flags: O_PATH | O_DIRECTORY, resolve })
  } catch (cause) {
    throw rootfsError(`the rootfs ${printable(path)} of the container`, cause)
  }
}

/** A path that was opened, and whether it lies in another mount than the container's /dev. */
export interface Opened {
  readonly fd: OwnedFd
  readonly crossedMount: boolean
}

/**
 * Opens what stands at a path in the container, without following any link: the image wrote them.
 *
 * @param rootfd The container's rootfs, for destinations of bind mounts outside /dev.
 * @returns undefined when nothing stands there; `'symlink'` when the path leads over a link.
 * @throws {HookError} `ERR_ROOTFS` for everything else, such as renames that raced every attempt.
 */
export function openInContainer(rootfd: number, devfd: number, path: ContainerPath): Opened | 'symlink' | undefined {
  const isBelowDev = path.startsWith('/dev/')
  const [from, name] = isBelowDev ? [devfd, path.slice('/dev/'.length)] : [rootfd, path.slice(1)]
  const open = (resolve: number) => openat2(from, name, { flags: O_PATH | O_NOFOLLOW, resolve })
  if (!isBelowDev) return reopen(() => open(STRICT), path)
  try {
    return { fd: open(STRICT | RESOLVE_NO_XDEV), crossedMount: false }
  } catch (cause) {
    if (codeOf(cause) === 'EXDEV') return reopen(() => open(STRICT), path)
    return explain(cause, path)
  }
}

/** Opens the container's /dev. @throws {HookError} `ERR_ROOTFS` when the image made it a link (CVE-2026-47766). */
export function openDev(rootfs: number): OwnedFd {
  try {
    return openat2(rootfs, 'dev', { flags: O_PATH | O_DIRECTORY, resolve: STRICT })
  } catch (cause) {
    throw rootfsError('/dev of the container', cause)
  }
}

function reopen(open: () => OwnedFd, path: ContainerPath): Opened | 'symlink' | undefined {
  try {
    return { fd: open(), crossedMount: true }
  } catch (cause) {
    return explain(cause, path)
  }
}

function explain(cause: unknown, path: ContainerPath): 'symlink' | undefined {
  const code = codeOf(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  if (code === 'ELOOP') return 'symlink'
  throw rootfsError(`${printable(path)} in the container`, cause)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof SyscallError ? error.code : undefined
}

function rootfsError(what: string, cause: unknown): HookError {
  const code = codeOf(cause)
  if (code === undefined) throw cause
  const found = code === 'ELOOP' ? 'a symbolic link on the way' : code
  return new HookError('ERR_ROOTFS', EXIT.input, `${what} cannot be opened safely: found ${found}`, { cause })
}
