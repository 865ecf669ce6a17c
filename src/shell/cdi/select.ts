import type { InventoryNode } from '../../core/cdi/inventory.ts'
import { EXIT, HookError, inputError } from '../../core/errors.ts'
import type { DeviceClass } from '../../core/model/device-class.ts'
import { deviceFault, type HostPath, isWithin } from '../../core/model/paths.ts'
import { quote } from '../../core/report/quote.ts'
import type { CdiHost } from './host.ts'

/** Which devices a spec is made of: paths (nodes, directories, stable names), or everything of a class. */
export interface Selection {
  readonly paths: readonly string[]
  readonly classes: readonly DeviceClass[]
}

/** The devices, those of their stable names that were asked for, and a word for all of them. */
export interface Selected {
  readonly nodes: readonly InventoryNode[]
  readonly asked: readonly HostPath[]
  /** For the kind: `serial`, `dri`. */
  readonly word: string
}

/**
 * Finds the devices of a selection.
 *
 * @throws {HookError} `ERR_CDI`: nothing selected (exit 64), a path that is no device (exit 65).
 */
export function select({ paths, classes }: Selection, host: CdiHost): Selected {
  if (paths.length + classes.length === 0) {
    throw new HookError(
      'ERR_CDI',
      EXIT.usage,
      'cdi generate: found no devices, expected --device PATH or --class CLASS',
    )
  }
  const inventory = host.inventory()
  const named = paths.map((path) => nodesOf(checked(path), inventory, host))
  const ofClass = inventory.filter(({ node }) => classes.includes(host.classOf(node.number)))
  const chosen = new Set([...named.flatMap(({ nodes }) => nodes), ...ofClass])
  const nodes = inventory.filter((entry) => chosen.has(entry))
  return { nodes, asked: named.flatMap(({ asked }) => asked), word: wordFor(paths, classes, nodes, host) }
}

function checked(path: string): HostPath {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path
  const fault = deviceFault(plain)
  if (fault === undefined) return plain as HostPath
  throw inputError('ERR_CDI', `--device ${quote(path)}: ${fault}, expected a device or a directory of devices`)
}

/**
 * A directory stands for the nodes below it. One that holds links alone, such as /dev/serial/by-id, stands for the nodes
 * that they lead to: then, as with a single stable name, it is the links that were asked for.
 */
function nodesOf(path: HostPath, inventory: readonly InventoryNode[], host: CdiHost) {
  const real = host.realPath(path)
  const below = inventory.filter(({ node }) => real !== undefined && isWithin(node.path, real))
  const linked = inventory.filter(({ links }) => links.some((link) => isWithin(link, path)))
  const isStableName = below.length === 0 || real !== path
  const nodes = isStableName ? [...new Set([...below, ...linked])] : below
  if (nodes.length === 0) {
    const remedy = 'list the devices of this host: oci-device-hook devices'
    throw inputError(
      'ERR_CDI',
      `--device ${quote(path)}: found no device, expected one, or a directory of devices`,
      remedy,
    )
  }
  const asked = nodes.flatMap(({ links }) => links.filter((link) => isWithin(link, path)))
  return { nodes, asked: isStableName ? asked : [] }
}

/** The directory's name, or the class that all share; `device` for a mixture. */
function wordFor(
  paths: readonly string[],
  classes: readonly DeviceClass[],
  nodes: readonly InventoryNode[],
  host: CdiHost,
): string {
  const [path, ...others] = paths
  if (classes.length === 1 && paths.length === 0) return classes[0] ?? 'device'
  if (path !== undefined && others.length + classes.length === 0 && host.isDirectory(path)) return lastOf(path)
  const words = new Set(nodes.map(({ node }) => host.classOf(node.number)))
  const [word] = words
  return words.size === 1 && word !== undefined && word !== 'other' ? word : 'device'
}

/** /dev/serial/by-id is about serial devices. */
function lastOf(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.startsWith('by-')) ?? 'device'
}
