import type { HostNode } from '../model/device.ts'
import type { HostPath } from '../model/paths.ts'
import { toDeviceName } from './names.ts'
import { ALL } from './spec.ts'

/** A node of the host with every name that it has beside its own. */
export interface InventoryNode {
  readonly node: HostNode
  /** Stable names: links below /dev, such as /dev/serial/by-id/…, sorted. */
  readonly links: readonly HostPath[]
  /** The PCI function that it belongs to, such as 0000:03:00.0. */
  readonly pciAddress: string | undefined
}

/**
 * Names each node for a spec.
 *
 * A stable name where there is one, and then no other: a kernel name such as ttyUSB0 may be another device after the next
 * boot, and a spec that is made again would lead there without a word.
 *
 * @returns One name per node, in the same order, no two equal.
 */
export function nameNodes(nodes: readonly InventoryNode[]): string[] {
  const wished = nodes.map((entry) => wish(entry) || NAMELESS)
  const isShared = (name: string) => name === ALL || wished.indexOf(name) !== wished.lastIndexOf(name)
  const told = wished.map((name, at) => (isShared(name) ? `${name}-${kernelName(nodes[at])}` : name))
  const names: string[] = []
  for (const name of told) names.push(names.includes(name) ? numbered(name, [...names, ...told]) : name)
  return names
}

/** For names that differ only in characters that may not stand in one. */
function numbered(name: string, taken: readonly string[]): string {
  for (let number = 2; ; number++) if (!taken.includes(`${name}.${number}`)) return `${name}.${number}`
}

/** For names that have not one letter or digit. */
const NAMELESS = 'device'

function wish(entry: InventoryNode): string {
  const link = [...entry.links].sort(byRank)[0]
  if (link !== undefined) return toDeviceName(lastOf(link))
  const { pciAddress } = entry
  if (pciAddress === undefined) return kernelName(entry)
  return toDeviceName(`pci-${pciAddress}-${lastOf(entry.node.path).replace(/\d+$/, '')}`)
}

/** By-id moves with the device, by-path stays with the socket that it is plugged into. */
function byRank(a: string, b: string): number {
  const rank = (path: string) => (path.includes('/by-id/') ? 0 : path.includes('/by-path/') ? 1 : 2)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}

/** `dri-card0` for /dev/dri/card0. */
function kernelName(entry: InventoryNode | undefined): string {
  return toDeviceName((entry?.node.path ?? '').replace(/^\/dev\//, '').replaceAll('/', '-'))
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
