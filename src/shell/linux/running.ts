import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import { isDefaultDevice } from '../../core/resolve/default-devices.ts'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { type IdMap, parseIdMap } from '../../core/resolve/idmap.ts'
import { O_DIRECTORY, O_PATH } from '../../native/constants.ts'
import { open, openat } from '../../native/open.ts'
import { type DeviceCgroup, deviceCgroupOf } from './device-cgroup.ts'
import { procPath } from './process.ts'
import { parseStatus, type StatusFile } from './status-file.ts'

/** A running container, by one of its processes. */
export interface Running {
  readonly pid: number
  readonly rootfd: number
  readonly status: StatusFile
  readonly cgroup: DeviceCgroup
  /** From its user namespace to its parent: ours, when `sharesUserNamespace` is not the case. */
  readonly maps: IdMaps
  readonly sharesUserNamespace: boolean
}

/** Takes hold of a process. @throws {HookError} `ERR_PROCESS` when there is none, or it may not be looked at. */
export function openRunning(pid: number): Running {
  try {
    const procfd = open(`/proc/${pid}`, O_PATH | O_DIRECTORY).release()
    const read = (name: string) => fs.readFileSync(procPath(procfd, name), 'latin1')
    return {
      pid,
      rootfd: openat(procfd, 'root', O_PATH | O_DIRECTORY).release(),
      status: parseStatus(read('status')),
      cgroup: deviceCgroupOf(pid),
      maps: { uid: parseIdMap(read('uid_map')), gid: parseIdMap(read('gid_map')) } satisfies Record<string, IdMap>,
      sharesUserNamespace: fs.statSync(procPath(procfd, 'ns/user')).ino === fs.statSync('/proc/self/ns/user').ino,
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const remedy = 'run it as root, or for a rootless container by "podman unshare"'
    const hint = code === 'EACCES' || code === 'EPERM' ? remedy : undefined
    throw inputError(
      'ERR_PROCESS',
      `process ${pid}: found ${code ?? String(cause)}, expected a running container`,
      hint,
    )
  }
}

/** The device nodes below the container's /dev, default ones left out. */
export function devicePaths({ rootfd }: Running): string[] {
  const root = `/proc/self/fd/${rootfd}`
  const walk = (directory: string, depth: number): string[] =>
    depth > 6 ? [] : entries(`${root}${directory}`).flatMap((entry) => visit(directory, entry, depth))
  const visit = (directory: string, entry: fs.Dirent, depth: number): string[] => {
    const path = `${directory}/${entry.name}`
    if (entry.isDirectory()) return FOREIGN.has(path) ? [] : walk(path, depth + 1)
    return isDevice(`${root}${path}`) && !isDefaultDevice(path) ? [path] : []
  }
  return walk('/dev', 1)
}

const FOREIGN: ReadonlySet<string> = new Set(['/dev/pts', '/dev/shm', '/dev/mqueue'])

/** Not by the type in the directory: under a bind mount that is the type of the mount point, an empty file. */
function isDevice(path: string): boolean {
  const status = fs.lstatSync(path, { throwIfNoEntry: false })
  return status?.isCharacterDevice() === true || status?.isBlockDevice() === true
}

function entries(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true })
  } catch {
    return [] // Closed to us, or gone: what cannot be listed can be asked for by its path.
  }
}
