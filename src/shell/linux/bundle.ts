import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
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
 * @throws {HookError} `ERR_BUNDLE`, exit 65: no file, or one that somebody other than root and us may write.
 */
export function readBundle({ bundle, id }: ContainerState, procfd: number): Bundle {
  const candidates = bundle === '/' ? [initDirectory(procfd), `/run/crun/${id}`] : [bundle]
  for (const directory of candidates) {
    const configText = directory === undefined ? undefined : readConfig(directory)
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

function readConfig(directory: string): string | undefined {
  const path = `${directory}/config.json`
  const fd = openOrNothing(path)
  if (fd === undefined) return undefined
  try {
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

/** A config.json that others may write would make root serve whoever writes it. */
function checkTrust(path: string, status: fs.Stats): void {
  if (!status.isFile()) throw inputError('ERR_BUNDLE', `${path}: found a special file, expected a regular one`)
  const isOurs = status.uid === 0 || status.uid === process.geteuid?.()
  if (!isOurs || (status.mode & 0o022) !== 0) {
    const found = `owner ${status.uid}, mode 0${(status.mode & 0o7777).toString(8)}`
    throw inputError('ERR_BUNDLE', `${path}: found ${found}, expected a file that only root can write`)
  }
  if (status.size > MAX_BYTES)
    throw inputError('ERR_BUNDLE', `${path}: found ${status.size} bytes, expected at most 4 MiB`)
}
