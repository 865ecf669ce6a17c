import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import type { HostUid, Unmapped } from '../../core/model/ids.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { O_DIRECTORY, O_NOFOLLOW, O_PATH } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { open } from '../../native/open.ts'
import { BUNDLE_TRUST, crunCopy } from './bundle-trust.ts'
import { procPath } from './process.ts'
import { checkDirectory, readTrustedFile } from './trusted-file.ts'

/** The file that the runtime works from, and the directory that its relative paths start at. */
export interface Bundle {
  /** Without a link in it: the one that was looked at. */
  readonly directory: string
  readonly configText: string
}

/**
 * Reads config.json of a container.
 *
 * crun up to 1.29 reports the bundle "/" when it was started without --bundle, or with some user namespaces (crun#2025):
 * then the real one is the working directory of the container's init, or the copy in crun's own state directory.
 *
 * @param procfd /proc/<pid> of the container's init.
 * @param root The container's root as we count it: podman gives it the bundle's directory, when it has a user namespace.
 * @throws {HookError} `ERR_BUNDLE`, exit 65: no file, one that somebody other than root and us may write, or a link.
 */
export function readBundle({ bundle, id }: ContainerState, procfd: number, root: HostUid | Unmapped): Bundle {
  const candidates = bundle === '/' ? [initDirectory(procfd), crunCopy(id)] : [bundle]
  for (const directory of candidates) {
    const found = directory === undefined ? undefined : readConfig(directory, root)
    if (found !== undefined) return found
  }
  throw inputError(
    'ERR_BUNDLE',
    `bundle of the state: found no config.json in ${bundle}, expected the one of the container`,
  )
}

function initDirectory(procfd: number): string | undefined {
  const directory = fs.readlinkSync(procPath(procfd, 'cwd'))
  return directory === '/' ? undefined : directory
}

/**
 * A config.json that others may write, or put another in its place, would make root serve whoever does. The directory may
 * be the container's root's: from inside it has no name there, and a file that it put in the place of config.json would be
 * its own.
 *
 * Whoever owns a link in the place of the directory could lead us to another one from one question to the next. So it is
 * opened once, is no link, and all else goes from there. Links above it are the host's (/var/run).
 */
function readConfig(directory: string, root: HostUid | Unmapped): Bundle | undefined {
  using held = openDirectory(directory)
  if (held === undefined) return undefined
  const at = `/proc/self/fd/${held.fd}`
  const configText = readTrustedFile(`${directory}/config.json`, BUNDLE_TRUST, `${at}/config.json`)
  if (configText === undefined) return undefined
  checkDirectory(directory, fs.fstatSync(held.fd), {
    ...BUNDLE_TRUST,
    owner: (uid) => BUNDLE_TRUST.owner(uid) || uid === root,
  })
  return { directory: fs.readlinkSync(at), configText }
}

function openDirectory(directory: string): OwnedFd | undefined {
  try {
    return open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    if (cause.code === 'ENOENT') return undefined
    // ENOTDIR is the answer for a link, too, when a directory is wanted.
    const found = cause.code === 'ENOTDIR' ? 'a symbolic link, or no directory' : cause.code
    throw BUNDLE_TRUST.error(`${directory}: found ${found}, expected the directory of the bundle itself`, cause)
  }
}
