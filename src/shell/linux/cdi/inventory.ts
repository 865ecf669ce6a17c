import fs from 'node:fs'
import type { InventoryNode } from '../../../core/cdi/inventory.ts'
import type { DeviceNumber } from '../../../core/model/device.ts'
import type { HostPath } from '../../../core/model/paths.ts'
import { nodesBelow } from '../nodes.ts'

const DEV = '/dev' as HostPath
/** Where udev puts stable names: /dev/serial/by-id, /dev/dri/by-path, /dev/disk/by-uuid. */
const STABLE = /^by-/
/** What udev writes into names of links (systemd, udev_replace_chars); anything else was not made by it. */
const CLEAN = /^[A-Za-z0-9#+.:=@_/-]+$/
const PCI_FUNCTION = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/

/** Every device node below /dev with its stable names. */
export function inventory(): InventoryNode[] {
  const links = stableNames()
  return nodesBelow(DEV).map((node) => ({
    node,
    links: links.get(node.path) ?? [],
    pciAddress: pciAddress(node.number),
  }))
}

/** Links in directories named by-… that are two below /dev, by the node that they lead to. */
function stableNames(): ReadonlyMap<string, HostPath[]> {
  const names = new Map<string, HostPath[]>()
  const parents = entries(DEV)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${DEV}/${name}`)
  const directories = parents.flatMap((parent) =>
    entries(parent)
      .filter(({ name }) => STABLE.test(name))
      .map(({ name }) => `${parent}/${name}`),
  )
  for (const directory of directories) {
    for (const entry of entries(directory)) {
      const link = `${directory}/${entry.name}` as HostPath
      const real = entry.isSymbolicLink() && CLEAN.test(link) ? realPath(link) : undefined
      if (real !== undefined) names.set(real, [...(names.get(real) ?? []), link].sort())
    }
  }
  return names
}

/** What `path` leads to; undefined when nothing is there. */
export function realPath(path: HostPath): HostPath | undefined {
  try {
    return fs.realpathSync(path) as HostPath
  } catch {
    return undefined
  }
}

/** Only of the function itself: many USB devices hang on one. */
function pciAddress({ type, major, minor }: DeviceNumber): string | undefined {
  try {
    const parent = fs.realpathSync(`/sys/dev/${type === 'c' ? 'char' : 'block'}/${major}:${minor}/device`)
    const name = parent.slice(parent.lastIndexOf('/') + 1)
    return PCI_FUNCTION.test(name) ? name : undefined
  } catch {
    return undefined // sysfs knows no such number, or nothing that it hangs on.
  }
}

function entries(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true })
  } catch {
    return [] // Gone since it was listed, or closed to us.
  }
}
