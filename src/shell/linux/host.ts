import fs from 'node:fs'
import { type DeviceNumber, type HostNode, sameNumber } from '../../core/model/device.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { isWithin } from '../../core/model/paths.ts'
import type { IdMaps } from '../../core/resolve/identity.ts'
import { parseIdMap } from '../../core/resolve/idmap.ts'
import type { Host, HostEntry } from '../system.ts'
import { groupLookup } from './groups.ts'
import { nodeAt, nodesBelow } from './nodes.ts'
import { readPolicy } from './policy-file.ts'

const DEV = '/dev' as HostPath

/** The host as its files show it; every answer is looked up when it is asked for, the scan of /dev once. */
export function linuxHost(): Host {
  let scanned: readonly HostNode[] | undefined
  const scan = () => {
    scanned ??= nodesBelow(DEV)
    return scanned
  }
  return {
    nodeAt,
    nodeNumbered: (number) => nodeBySysfs(number) ?? scan().find((node) => sameNumber(node.number, number)),
    resolve,
    groupNamed: groupLookup(),
    ownMaps,
    policy: readPolicy,
  }
}

/**
 * /sys/dev/{char,block}/MAJ:MIN/uevent names the node in DEVNAME. Some drivers (NVIDIA's) make nodes that sysfs does not
 * know; a scan finds those.
 */
function nodeBySysfs(number: DeviceNumber): HostNode | undefined {
  const { type, major, minor } = number
  const name = deviceName(`/sys/dev/${type === 'c' ? 'char' : 'block'}/${major}:${minor}/uevent`)
  const node = name === undefined ? undefined : nodeAt(`/dev/${name}` as HostPath)
  return node !== undefined && sameNumber(node.number, number) ? node : undefined
}

function deviceName(uevent: string): string | undefined {
  try {
    return /^DEVNAME=(.+)$/m.exec(fs.readFileSync(uevent, 'utf8'))?.[1]
  } catch {
    return undefined // No such number in sysfs.
  }
}

/** Follows links: /dev/serial/by-id/… leads to /dev/ttyUSB0. Whatever leads out of /dev is no device of the host. */
function resolve(path: HostPath): HostEntry | undefined {
  const real = realPath(path)
  if (real === undefined || !isWithin(real, DEV)) return undefined
  const node = nodeAt(real)
  if (node !== undefined) return { kind: 'device', node }
  const nodes = nodesBelow(real)
  return nodes.length === 0 ? undefined : { kind: 'directory', nodes }
}

function realPath(path: HostPath): HostPath | undefined {
  try {
    return fs.realpathSync(path) as HostPath
  } catch {
    return undefined // A dangling link, or nothing at all.
  }
}

function ownMaps(): IdMaps {
  const read = (kind: 'uid' | 'gid') => parseIdMap(fs.readFileSync(`/proc/self/${kind}_map`, 'latin1'))
  return { uid: read('uid'), gid: read('gid') }
}
