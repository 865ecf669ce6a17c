import { type DeviceNumber, type HostNode, READ_WRITE } from '../../core/model/device.ts'
import type { Observation } from '../../core/model/observation.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import { type Bind, bindsOf } from '../../core/resolve/binds.ts'
import { isDefaultDevice } from '../../core/resolve/default-devices.ts'
import { type DeviceRules, type Grant, grantByRules } from '../../core/resolve/rules.ts'
import type { Host } from '../system.ts'
import { namedIn } from './names.ts'

/**
 * The devices that arrive by bind mounts: nodes, and every node below a directory of /dev. What they are at this start is
 * what counts, whatever they were when the container was made.
 */
export function observeBinds(
  config: Config,
  rules: DeviceRules,
  request: Request,
  wholesale: boolean,
  host: Host,
): Observation[] {
  return bindsOf(config).flatMap((bind) =>
    nodesOf(bind, host).map(({ path, node }) => observation(bind, path, node, rules, request, wholesale, host)),
  )
}

interface Arrival {
  readonly path: ContainerPath
  readonly node: HostNode | undefined
}

/** A source that is gone is a device that is gone, if it was one: below /dev there is little else. */
function nodesOf({ source, destination, wholesale }: Bind, host: Host): Arrival[] {
  const entry = host.resolve(source)
  if (entry === undefined) return wholesale ? [] : [{ path: destination, node: undefined }]
  if (entry.kind === 'other') return []
  if (entry.kind === 'device') return [{ path: destination, node: entry.node }]
  const nodes = entry.nodes.map((node) => {
    const path = `${destination}${node.path.slice(entry.real.length)}` as ContainerPath
    return { path, node }
  })
  return nodes.filter(({ path }) => !isDefaultDevice(path))
}

function observation(
  bind: Bind,
  path: ContainerPath,
  node: HostNode | undefined,
  rules: DeviceRules,
  request: Request,
  wholesale: boolean,
  host: Host,
): Observation {
  const names = [path, bind.source, node?.path ?? path]
  return {
    path,
    origin: 'mount',
    number: node?.number,
    ...grantOf(rules, node?.number),
    host: node,
    source: node?.path ?? bind.source,
    index: bind.index,
    configuredMode: undefined,
    links: [],
    named: namedIn(request.devices, names, host),
    optional: namedIn(request.optional, names, host),
    wholesale: wholesale || bind.wholesale,
    bindable: undefined,
    seen: { kind: 'absent' },
  }
}

/** No rule is about a device that is gone. */
function grantOf(rules: DeviceRules, number: DeviceNumber | undefined): Grant {
  if (number === undefined) return { wanted: READ_WRITE, allowedByRules: true }
  return grantByRules(rules, number)
}
