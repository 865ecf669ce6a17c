import fs from 'node:fs'
import type { HostNode } from '../../core/model/device.ts'
import type { HostGid, HostUid } from '../../core/model/ids.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { lookAt } from './host-error.ts'
import { decodeNumber } from './numbers.ts'

/** More than any /dev holds; the end of a scan that went astray. */
const MAX_NODES = 16_384
/** Deepest directory of nodes known is /dev/bus/usb/001. */
const MAX_DEPTH = 6
/** Not devtmpfs but file systems of their own, whose content belongs to sessions and programs. */
const FOREIGN: ReadonlySet<string> = new Set(['/dev/pts', '/dev/shm', '/dev/mqueue', '/dev/hugepages', '/dev/fd'])

/** The node at `path` itself, by lstat(2); undefined for anything else. @throws {HookError} `ERR_HOST` */
export function nodeAt(path: HostPath): HostNode | undefined {
  const found = lookOnce(path)
  return typeof found === 'object' ? found : undefined
}

/** What is at `path` itself, by one lstat(2); undefined for nothing. @throws {HookError} `ERR_HOST` */
export function lookOnce(path: HostPath): HostNode | 'directory' | 'other' | undefined {
  const status = lookAt(path, () => fs.lstatSync(path, { throwIfNoEntry: false }))
  if (status === undefined) return undefined
  const type = status.isCharacterDevice() ? 'c' : status.isBlockDevice() ? 'b' : undefined
  if (type === undefined) return status.isDirectory() ? 'directory' : 'other'
  const { uid, gid, mode, nlink: links } = status
  const number = decodeNumber(type, status.rdev)
  return { path, number, uid: uid as HostUid, gid: gid as HostGid, mode: mode & 0o7777, links }
}

/** Every device node below `directory`, links not followed, in the order of their paths. @throws {HookError} `ERR_HOST` */
export function nodesBelow(directory: HostPath, depth = 1): HostNode[] {
  if (depth > MAX_DEPTH || FOREIGN.has(directory)) return []
  const found = names(directory).flatMap((name): HostNode[] => {
    const path = `${directory}/${name}` as HostPath
    const entry = lookOnce(path)
    if (typeof entry === 'object') return [entry]
    return entry === 'directory' ? nodesBelow(path, depth + 1) : []
  })
  return found.slice(0, MAX_NODES)
}

function names(directory: string): string[] {
  return lookAt(directory, () => fs.readdirSync(directory).sort()) ?? []
}
