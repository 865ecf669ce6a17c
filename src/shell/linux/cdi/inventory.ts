import fs from 'node:fs'
import type { InventoryNode } from '../../../core/cdi/inventory.ts'
import type { DeviceNumber } from '../../../core/model/device.ts'
import type { HostPath } from '../../../core/model/paths.ts'
import { nodesBelow } from '../nodes.ts'
import { stableNames } from '../stable-names.ts'

/** What udev writes into names of links (systemd, udev_replace_chars); anything else was not made by it. */
const CLEAN = /^[A-Za-z0-9#+.:=@_/-]+$/
/** These lead to whatever this process has open. */
const STREAMS: ReadonlySet<string> = new Set(['/dev/stdin', '/dev/stdout', '/dev/stderr'])
const PCI_FUNCTION = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/

/** Every device node below /dev with its stable names. */
export function inventory(): InventoryNode[] {
  const names = stableNames()
  return nodesBelow('/dev' as HostPath).map((node) => {
    const links = (names.get(node.path) ?? []).filter((link) => CLEAN.test(link) && !STREAMS.has(link))
    return { node, links: links.sort() as HostPath[], pciAddress: pciAddress(node.number) }
  })
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
