import { sameNumber } from '../../core/model/device.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { HostPath } from '../../core/model/paths.ts'
import type { Request } from '../../core/parse/request.ts'
import type { Entry } from '../../core/resolve/entries.ts'
import type { Host } from '../system.ts'
import { namedIn } from './names.ts'

/**
 * Completes an entry of linux.devices with what the host knows of it.
 *
 * @param wholesale Whether every device of the host is given to the container (privileged).
 */
export function observeEntry(entry: Entry, request: Request, wholesale: boolean, host: Host): Observation {
  const { path, number, wanted, allowedByRules, configuredMode, seen } = entry
  const node = hostNode(entry, host)
  const names = [path, node?.path ?? path]
  return {
    path,
    origin: 'entry',
    number,
    wanted,
    allowedByRules,
    host: node,
    source: undefined,
    index: seen.index,
    configuredMode,
    links: [],
    named: namedIn(request.devices, names, host),
    optional: namedIn(request.optional, names, host),
    wholesale,
    bindable: undefined,
    seen,
  }
}

/** The same device, seen another way. */
export function seenAs(device: Observation, seen: Seen): Observation {
  return { ...device, seen }
}

/**
 * linux.devices has no host path. The same path is right unless the device was renamed (`--device a:b`); then the
 * number leads to it. Both are looked up anew at each start: owners and numbers in config.json can be stale.
 */
function hostNode({ path, number }: Entry, host: Host) {
  const samePath = host.nodeAt(path as string as HostPath)
  return samePath !== undefined && sameNumber(samePath.number, number) ? samePath : host.nodeNumbered(number)
}
