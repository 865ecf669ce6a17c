import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import { showMode } from '../../core/model/device.ts'
import type { HostUid, Unmapped } from '../../core/model/ids.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { procPath } from './process.ts'

/** The file that the runtime works from, and the directory that its relative paths start at. */
export interface Bundle {
  readonly directory: string
  readonly configText: string
}

/** The same cap as for stdin. */
const MAX_BYTES = 4 * 2 ** 20

/**
 * Reads config.json of a container.
 *
 * crun up to 1.29 reports the bundle "/" when it was started without --bundle, or with some user namespaces (crun#2025):
 * then the real one is the working directory of the container's init, or the copy in crun's own state directory.
 *
 * @param procfd /proc/<pid> of the container's init.
 * @param root The container's root as we count it: podman gives it the bundle's directory, when it has a user namespace.
 * @throws {HookError} `ERR_BUNDLE`, exit 65: no file, or one that somebody other than root and us may write.
 */
export function readBundle({ bundle, id }: ContainerState, procfd: number, root: HostUid | Unmapped): Bundle {
  const candidates = bundle === '/' ? [initDirectory(procfd), `/run/crun/${id}`] : [bundle]
  for (const directory of candidates) {
    const configText = directory === undefined ? undefined : readConfig(directory, root)
    if (directory !== undefined && configText !== undefined) return { directory, configText }
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
 * The directory may be the container's root's: from inside it has no name there, and a file that it put in the place of
 * config.json would be its own.
 */
function readConfig(directory: string, root: HostUid | Unmapped): string | undefined {
  const path = `${directory}/config.json`
  const fd = openOrNothing(path)
  if (fd === undefined) return undefined
  try {
    checkWriters(directory, fs.statSync(directory), root)
    checkTrust(path, fs.fstatSync(fd))
    return fs.readFileSync(fd, 'utf8')
  } finally {
    fs.closeSync(fd)
  }
}

function openOrNothing(path: string): number | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  try {
    return fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw inputError('ERR_BUNDLE', `${path}: found ${code === 'ELOOP' ? 'a symbolic link' : code}, expected a file`)
  }
}

function checkTrust(path: string, status: fs.Stats): void {
  if (!status.isFile()) throw inputError('ERR_BUNDLE', `${path}: found a special file, expected a regular one`)
  checkWriters(path, status)
  if (status.size > MAX_BYTES)
    throw inputError('ERR_BUNDLE', `${path}: found ${status.size} bytes, expected at most 4 MiB`)
}

/** A config.json that others may write, or put another in its place, would make root serve whoever does. */
function checkWriters(path: string, { uid, mode }: fs.Stats, trusted: HostUid | Unmapped = 0 as HostUid): void {
  const isOurs = uid === 0 || uid === process.geteuid?.() || uid === trusted
  if (isOurs && (mode & 0o022) === 0) return
  const found = `owner ${uid}, mode ${showMode(mode & 0o7777)}`
  throw inputError('ERR_BUNDLE', `${path}: found ${found}, expected that only root can write it`)
}
