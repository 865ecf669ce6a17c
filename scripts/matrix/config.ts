import { lstatSync, readFileSync } from 'node:fs'
import type { Trial } from './axes.ts'
import { hookEntry } from './binary.ts'
import type { Device } from './device.ts'
import { containerMaps, type Range } from './ids.ts'
import { capabilitiesOf, groupsOf, uidOf } from './people.ts'
import type { Place } from './place.ts'

/** The container's program, with the path of the node as its argument. */
export function insideCommand({ inside }: Device): string[] {
  return ['sh', '-c', readFileSync(new URL('inside.sh', import.meta.url), 'utf8'), 'inside', inside]
}

/** Annotations that ask for the cell's strategy, and for its device where that is how it arrives. */
export function annotationsOf({ cell }: Trial, { node }: Device): Record<string, string> {
  const mode = { 'oci-device-hook/mode': cell.strategy }
  return cell.arrival === 'annotation' ? { ...mode, 'oci-device-hook/devices': node } : mode
}

/**
 * config.json of a bare runtime, as podman would write it. The host name is all that precreate is told of the container.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md
 */
export function configOf(trial: Trial, { device, rootfs, name }: Place): object {
  const { cell, hooked } = trial
  const hooks = { createRuntime: hooked && cell.stage === 'createRuntime' ? [hookEntry(cell.stage)] : [] }
  return {
    ociVersion: '1.0.2',
    process: processOf(trial, device),
    root: { path: rootfs },
    hostname: name,
    mounts: [...MOUNTS, ...bindsOf(trial, device)],
    annotations: annotationsOf(trial, device),
    hooks,
    linux: linuxOf(trial, device),
  }
}

const MOUNTS = [
  { destination: '/proc', type: 'proc', source: 'proc' },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', 'strictatime', 'mode=755'] },
]
const NULL_DEVICE = { type: 'c', major: 1, minor: 3 }

function processOf({ cell }: Trial, device: Device): object {
  const [uid, capabilities] = [uidOf(cell), capabilitiesOf(cell)]
  const held = uid === 0 ? capabilities : []
  return {
    user: { uid, gid: uid, additionalGids: groupsOf(cell) },
    args: insideCommand(device),
    env: ['PATH=/bin'],
    cwd: '/',
    capabilities: { bounding: capabilities, effective: held, permitted: held },
  }
}

function bindsOf({ cell }: Trial, { directory, node, inside }: Device): object[] {
  const options = ['rbind', 'rprivate', 'nosuid', 'noexec', 'rw']
  if (cell.arrival === 'node') return [{ destination: inside, type: 'bind', source: node, options }]
  if (cell.arrival === 'directory') return [{ destination: directory, type: 'bind', source: directory, options }]
  return []
}

function linuxOf({ cell }: Trial, { node, inside }: Device): object {
  const { uid, gid, mode } = lstatSync(node)
  const maps = containerMaps(cell)
  const user = maps === undefined ? [] : [{ type: 'user' }]
  const mappings = maps === undefined ? {} : { uidMappings: maps.uid.map(mapping), gidMappings: maps.gid.map(mapping) }
  const rules = [
    { allow: false, access: 'rwm' },
    { allow: true, access: 'rwm', ...NULL_DEVICE },
  ]
  return {
    ...mappings,
    resources: { devices: rules },
    devices: cell.arrival === 'entry' ? [{ path: inside, ...NULL_DEVICE, fileMode: mode, uid, gid }] : [],
    namespaces: [...['pid', 'ipc', 'uts', 'mount', 'network'].map((type) => ({ type })), ...user],
  }
}

function mapping({ inside, outside, count }: Range): object {
  return { containerID: inside, hostID: outside, size: count }
}
