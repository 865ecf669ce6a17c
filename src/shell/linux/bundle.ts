import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import type { HostUid, Unmapped } from '../../core/model/ids.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { procPath } from './process.ts'
import { checkDirectory, readTrustedFile, type Trust } from './trusted-file.ts'

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
 * A config.json that others may write, or put another in its place, would make root serve whoever does. The directory may
 * be the container's root's: from inside it has no name there, and a file that it put in the place of config.json would be
 * its own.
 */
function readConfig(directory: string, root: HostUid | Unmapped): string | undefined {
  const path = `${directory}/config.json`
  const text = readTrustedFile(path, TRUST)
  if (text === undefined) return undefined
  checkDirectory(directory, fs.statSync(directory), { ...TRUST, owner: (uid) => TRUST.owner(uid) || uid === root })
  return text
}

const TRUST: Trust = {
  owner: (uid) => uid === 0 || uid === process.geteuid?.(),
  owners: 'root',
  most: MAX_BYTES,
  error: (message) => inputError('ERR_BUNDLE', message),
}
