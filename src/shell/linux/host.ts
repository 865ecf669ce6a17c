import fs from 'node:fs'
import { type DeviceNumber, type HostNode, sameNumber } from '../../core/model/device.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { isWithin } from '../../core/model/paths.ts'
import { deviceClass } from '../../core/resolve/device-class.ts'
import type { Host, HostEntry } from '../system.ts'
import { groupLookup } from './groups.ts'
import { lookAt } from './host-error.ts'
import { kernelFacts, kernelNodeName } from './kernel-facts.ts'
import { mapsOfNamespace } from './namespace-maps.ts'
import { lookOnce, nodeAt, nodesBelow } from './nodes.ts'
import { openOnHost } from './open-on-host.ts'
import { hasUnmappedGroupAbove } from './unmapped.ts'

const DEV = '/dev' as HostPath

/**
 * The host as its files show it, each answer looked up when it is asked for. The scan of /dev is made once, and each name
 * followed once: names of annotations are compared with every device of a container.
 */
export function linuxHost(): Host {
  let scanned: readonly HostNode[] | undefined
  const scan = () => {
    scanned ??= nodesBelow(DEV)
    return scanned
  }
  const resolved = new Map<HostPath, HostEntry | undefined>()
  const resolveOnce = (path: HostPath) => {
    if (!resolved.has(path)) resolved.set(path, resolve(path))
    return resolved.get(path)
  }
  return {
    nodeAt,
    nodeNumbered: (number) => nodeBySysfs(number) ?? scan().find((node) => sameNumber(node.number, number)),
    resolve: resolveOnce,
    gidOf: groupLookup(),
    classOf: (number) => deviceClass(number, kernelFacts(number)),
    open: openOnHost,
    hasUnmappedGroupAbove,
    mapsOfNamespace,
  }
}

/** sysfs names the node. Some drivers (NVIDIA's) make nodes that it does not know; a scan finds those. */
function nodeBySysfs(number: DeviceNumber): HostNode | undefined {
  const name = kernelNodeName(number)
  const node = name === undefined ? undefined : nodeAt(`/dev/${name}` as HostPath)
  return node !== undefined && sameNumber(node.number, number) ? node : undefined
}

/** Follows links: /dev/serial/by-id/… leads to /dev/ttyUSB0. A directory counts only if it is one of /dev. */
function resolve(path: HostPath): HostEntry | undefined {
  const real = lookAt(path, () => fs.realpathSync(path) as HostPath)
  if (real === undefined) return undefined
  const found = lookOnce(real)
  if (typeof found === 'object') return { kind: 'device', node: found }
  if (found !== 'directory' || !isWithin(real, DEV)) return found === undefined ? undefined : { kind: 'other' }
  const nodes = nodesBelow(real)
  return nodes.length === 0 ? { kind: 'other' } : { kind: 'directory', real, nodes }
}
