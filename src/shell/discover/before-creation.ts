import { type HostGid, type HostUid, OVERFLOW_ID, UNMAPPED, type Unmapped } from '../../core/model/ids.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { HostPath } from '../../core/model/paths.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import { bindsOf, boundSource } from '../../core/resolve/binds.ts'
import { entriesOf } from '../../core/resolve/entries.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { isPrivileged } from '../../core/resolve/infra.ts'
import type { DeviceRules } from '../../core/resolve/rules.ts'
import type { System } from '../system.ts'
import type { Questioner } from './ask.ts'
import { observeAsked } from './asked.ts'
import { observeBinds } from './binds.ts'
import { observeEntry, seenAs } from './entries.ts'
import { look } from './look.ts'

/**
 * Every device of a container that does not exist yet: entries of linux.devices, bind mounts, and what the annotation
 * asks for.
 *
 * For the real root an entry will be a new node, so the entry itself is what is seen; in a bound directory it is the
 * host's node there. A rootless runtime binds the host's node at the same path in its place, so that node is asked about,
 * as it is for bind mounts.
 */
export function devicesBeforeCreation(
  config: Config,
  rules: DeviceRules,
  request: Request,
  questioner: Questioner,
  system: System,
): Observation[] {
  const { host, isRealRoot } = system
  const wholesale = isPrivileged(config.annotations ?? {})
  const entries = entriesOf(config, rules).map((entry) => observeEntry(entry, request, wholesale, host))
  const binds = observeBinds(config, rules, request, wholesale, host)
  const asked = observeAsked(request, [...entries, ...binds], undefined, host)
  if (isRealRoot) {
    const { bound = [], own = [] } = Object.groupBy(entries.map(bindEntry(config)), isBound)
    const made = [...own, ...asked]
    return [
      ...(questioner.userns ? withBindable(made, questioner, system) : made),
      ...throughBinds(bound, questioner, system),
      ...onHost(binds, questioner, system),
    ]
  }
  const seen = onHost([...entries, ...binds, ...asked], questioner, system)
  return seen.map((device) => (device.origin === 'annotation' ? asBindable(device) : device))
}

/** Notes the node of the host that an entry will be, where it lies in a bound directory. */
function bindEntry(config: Config): (entry: Observation) => Observation {
  const binds = bindsOf(config)
  return (entry) => ({ ...entry, source: boundSource(entry.path, binds) })
}

function isBound({ source }: Observation): 'bound' | 'own' {
  return source === undefined ? 'own' : 'bound'
}

/** What is not there yet the runtime will make there, of the entry: a node of the host's, about which nobody can be asked. */
function throughBinds(entries: readonly Observation[], questioner: Questioner, system: System): Observation[] {
  const seen = onHost(entries, questioner, system)
  return seen.map((device, at) => {
    const entry = entries[at]
    return device.seen.kind === 'absent' && entry !== undefined ? seenAs(device, toBeMade(entry, questioner)) : device
  })
}

function toBeMade({ seen, number }: Observation, { maps }: Questioner): Seen {
  if (seen.kind !== 'entry' || number === undefined) return seen
  const [uid, gid] = [shown(toOutside(maps.uid, seen.uid)) as HostUid, shown(toOutside(maps.gid, seen.gid)) as HostGid]
  const asked = { openable: null, openableKeepingGroups: null, openableWithGroup: null }
  return { kind: 'shared', number, uid, gid, mode: seen.mode, links: 1, propagates: false, nodev: false, ...asked }
}

/** As stat(2) shows it. */
function shown(id: number | Unmapped): number {
  return id === UNMAPPED ? OVERFLOW_ID : id
}

function onHost(devices: readonly Observation[], questioner: Questioner, system: System): Observation[] {
  const open = ({ source, path, origin, host }: Observation) =>
    system.host.open(source ?? (origin === 'annotation' ? host?.path : undefined) ?? (path as string as HostPath))
  const held = look(devices, open, questioner, true, system)
  for (const { node } of held) if (node !== undefined) system.release(node)
  return held.map(({ device }) => device)
}

/** With a user namespace runc binds the host's node in the place of each entry. */
function withBindable(devices: readonly Observation[], questioner: Questioner, system: System): Observation[] {
  const seen = onHost(devices, questioner, system)
  return devices.map((device, at) => ({ ...device, bindable: bindableOf(seen[at]) }))
}

function bindableOf(device: Observation | undefined) {
  return device?.seen.kind === 'shared' ? device.seen : undefined
}

/** Not in the container yet: what was seen is what a bind mount would bring. */
function asBindable(device: Observation): Observation {
  return { ...device, bindable: bindableOf(device), seen: { kind: 'absent' } }
}
