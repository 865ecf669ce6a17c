import type { DeviceNumber } from '../model/device.ts'
import type { ContainerGid, ContainerUid } from '../model/ids.ts'
import type { SeenEntry } from '../model/observation.ts'
import type { ContainerPath } from '../model/paths.ts'
import type { Config, ConfigDevice } from '../parse/config.ts'
import { isDefaultDevice } from './default-devices.ts'
import { type DeviceRules, type Grant, grantByRules } from './rules.ts'

/** A device of linux.devices, in the program's own terms. */
export interface Entry extends Grant {
  readonly path: ContainerPath
  readonly number: DeviceNumber
  /** Permission bits of fileMode; undefined where there is none. */
  readonly configuredMode: number | undefined
  readonly seen: SeenEntry
}

/** What crun and runc give a node whose entry has no fileMode, outside user namespaces. */
const DEFAULT_MODE = 0o666

/** The character and block devices of linux.devices, default nodes left out. */
export function entriesOf(config: Config, rules: DeviceRules): Entry[] {
  const devices = config.linux?.devices ?? []
  return devices.flatMap((device, index) => {
    const number = numberOf(device)
    return number === undefined || isDefaultDevice(device.path) ? [] : [entry(device, index, number, rules)]
  })
}

function entry(device: ConfigDevice, index: number, number: DeviceNumber, rules: DeviceRules): Entry {
  const configuredMode = typeof device.fileMode === 'number' ? device.fileMode & 0o7777 : undefined
  const mode = configuredMode ?? DEFAULT_MODE
  const [uid, gid] = [(device.uid ?? 0) as ContainerUid, (device.gid ?? 0) as ContainerGid]
  const seen: SeenEntry = { kind: 'entry', index, uid, gid, mode }
  return {
    path: device.path as ContainerPath,
    number,
    ...grantByRules(rules, number),
    configuredMode,
    seen,
  }
}

/** `u` is an older name of `c` (config-linux.md); pipes (`p`) are no devices. */
function numberOf({ type, major, minor }: ConfigDevice): DeviceNumber | undefined {
  if (major === undefined || minor === undefined) return undefined
  if (type === 'b') return { type: 'b', major, minor }
  return type === 'c' || type === 'u' ? { type: 'c', major, minor } : undefined
}
