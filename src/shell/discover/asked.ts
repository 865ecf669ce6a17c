import { type HostNode, READ_WRITE } from '../../core/model/device.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { ContainerPath, HostPath } from '../../core/model/paths.ts'
import type { Request } from '../../core/parse/request.ts'
import { isDefaultDevice } from '../../core/resolve/entries.ts'
import type { Host } from '../system.ts'

/** A device of the annotation `devices` that the engine did not give: by the name it gets, with the host's node. */
export interface Asked {
  readonly path: ContainerPath
  readonly host: HostNode | undefined
}

/**
 * The devices that the annotation `devices` asks for, directories opened up and stable names resolved on the host,
 * without those that the container has already (`given`).
 */
export function askedDevices({ devices }: Request, given: readonly Observation[], host: Host): Asked[] {
  const known = new Set<string>(given.map(({ path }) => path))
  const asked = devices.flatMap((path) => expand(path, host))
  const wanted = asked.filter(({ path }) => !known.has(path) && !isDefaultDevice(path))
  return [...new Map(wanted.map((each) => [each.path, each])).values()]
}

/** @param seen What stands at its path in the container; `absent` before there is one. */
export function observeAsked({ path, host }: Asked, seen: Seen, allowedByRules: boolean): Observation {
  const number = host?.number
  return { path, origin: 'annotation', number, wanted: READ_WRITE, allowedByRules, host, source: undefined, seen }
}

function expand(path: ContainerPath, host: Host): Asked[] {
  const entry = host.resolve(path as string as HostPath)
  if (entry === undefined) return [{ path, host: undefined }]
  const nodes = entry.kind === 'device' ? [entry.node] : entry.nodes
  return nodes.map((node) => ({ path: node.path as string as ContainerPath, host: node }))
}
