import { sameNumber } from '../../core/model/device.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { HostPath } from '../../core/model/paths.ts'
import type { Entry } from '../../core/resolve/entries.ts'
import type { Host } from '../system.ts'

/**
 * Completes an entry of linux.devices with what the host knows of it.
 *
 * @param seen What stands in the container; the entry itself before there is a container.
 */
export function observeEntry(entry: Entry, seen: Seen, host: Host): Observation {
  const { path, number, wanted, allowedByRules } = entry
  return { path, origin: 'entry', number, wanted, allowedByRules, host: hostNode(entry, host), source: undefined, seen }
}

/**
 * linux.devices has no host path. The same path is right unless the device was renamed (`--device a:b`); then the
 * number leads to it. Both are looked up anew at each start: owners and numbers in config.json can be stale.
 */
function hostNode({ path, number }: Entry, host: Host) {
  const samePath = host.nodeAt(path as string as HostPath)
  return samePath !== undefined && sameNumber(samePath.number, number) ? samePath : host.nodeNumbered(number)
}
