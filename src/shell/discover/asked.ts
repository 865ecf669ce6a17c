import { type HostNode, READ_WRITE } from '../../core/model/device.ts'
import type { Link } from '../../core/model/link.ts'
import type { Observation } from '../../core/model/observation.ts'
import type { ContainerPath, HostPath } from '../../core/model/paths.ts'
import type { Request } from '../../core/parse/request.ts'
import { isDefaultDevice } from '../../core/resolve/default-devices.ts'
import { allowReadWrite, type DeviceRules } from '../../core/resolve/rules.ts'
import type { Host } from '../system.ts'
import { namedIn } from './names.ts'

/**
 * The devices that the annotation `devices` asks for and the container does not have yet (`given`): directories opened
 * up, stable names resolved on the host at this very start, their links noted.
 *
 * @param rules The device rules, where they have the last word: at createRuntime they can no longer change.
 */
export function observeAsked(
  request: Request,
  given: readonly Observation[],
  rules: DeviceRules | undefined,
  host: Host,
): Observation[] {
  const asked = request.devices.flatMap((name) => expand(name, host))
  const absent = asked.filter(({ path, node }) => !isDefaultDevice(path) && !isGiven(path, node, given))
  return group(absent).map((each) => observation(each, rules, request, host))
}

/** The links that stable names in the annotation ask for, to devices that the container has under other names. */
export function askedLinks(request: Request, devices: readonly Observation[], host: Host): Link[] {
  const names = request.devices.filter((name) => !devices.some(({ path }) => path === name))
  return names.flatMap((name) => {
    const entry = host.resolve(name as string as HostPath)
    if (entry?.kind !== 'device' || entry.node.path === (name as string)) return []
    const device = devices.find((each) => each.host?.path === entry.node.path)
    return device === undefined ? [] : [{ path: name, target: device.path }]
  })
}

interface Asked {
  readonly path: ContainerPath
  readonly node: HostNode | undefined
  readonly links: readonly ContainerPath[]
}

function expand(name: ContainerPath, host: Host): Asked[] {
  const entry = host.resolve(name as string as HostPath)
  if (entry === undefined || entry.kind === 'other') return [{ path: name, node: undefined, links: [] }]
  const nodes = entry.kind === 'device' ? [entry.node] : entry.nodes
  return nodes.map((node) => {
    const path = node.path as string as ContainerPath
    return { path, node, links: entry.kind === 'device' && path !== name ? [name] : [] }
  })
}

function isGiven(path: ContainerPath, node: HostNode | undefined, given: readonly Observation[]): boolean {
  return given.some((device) => device.path === path || (node !== undefined && device.host?.path === node.path))
}

/** Two names of one device are one device with two links. */
function group(asked: readonly Asked[]): Asked[] {
  const byPath = new Map<string, Asked>()
  for (const each of asked) {
    const links = [...(byPath.get(each.path)?.links ?? []), ...each.links]
    byPath.set(each.path, { ...each, links })
  }
  return [...byPath.values()]
}

function observation(
  { path, node, links }: Asked,
  rules: DeviceRules | undefined,
  request: Request,
  host: Host,
): Observation {
  return {
    path,
    origin: 'annotation',
    number: node?.number,
    wanted: READ_WRITE,
    allowedByRules: node === undefined || rules === undefined || allowReadWrite(rules, node.number),
    host: node,
    source: undefined,
    index: undefined,
    configuredMode: undefined,
    links,
    named: true,
    optional: namedIn(request.optional, [path, ...links], host),
    wholesale: false,
    bindable: undefined,
    seen: { kind: 'absent' },
  }
}
