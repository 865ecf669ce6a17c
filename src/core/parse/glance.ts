import { isDefaultDevice } from '../resolve/default-devices.ts'
import { isEngineMount } from '../resolve/engine-mounts.ts'
import { isInfra } from '../resolve/infra.ts'
import { annotationsOf, asObject } from './container-name.ts'
import { hasRequest } from './own-annotations.ts'

/**
 * Whether a parsed config.json can concern this hook at all: it asks, or it has a device beside the default ones.
 *
 * Most containers of a host-wide installation have nothing to do with devices; for them neither the schemas nor the
 * native add-on are worth their time. When in doubt, the answer is yes.
 */
export function concernsUs(document: unknown): boolean {
  const annotations = annotationsOf(document)
  if (isInfra(annotations)) return false
  return hasRequest(annotations) || hasDevices(document) || hasBinds(document)
}

/** By source and destination alone: what kind of mount it is, is looked at later. */
function hasBinds(document: unknown): boolean {
  const { mounts } = asObject(document)
  return Array.isArray(mounts) && mounts.some((mount) => mayBringDevices(asObject(mount)))
}

function mayBringDevices({ type, source, destination }: Record<string, unknown>): boolean {
  const [from, to] = [textOf(source), textOf(destination)]
  if (isDefaultDevice(to) || isEngineMount(to) || PSEUDO.includes(textOf(type))) return false
  return from.startsWith('/dev/') || from === '/dev' || to.startsWith('/dev/')
}

/** Not String(): that throws for an object whose toString is none. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Types of the mounts below /dev that every container has (config-linux.md, "Default Filesystems"). */
const PSEUDO: readonly string[] = ['tmpfs', 'devpts', 'mqueue', 'proc', 'sysfs', 'cgroup', 'cgroup2']

function hasDevices(document: unknown): boolean {
  const { devices } = asObject(asObject(document).linux)
  if (devices === undefined || devices === null) return false
  return !Array.isArray(devices) || devices.some(isOfInterest)
}

function isOfInterest(device: unknown): boolean {
  const { path } = asObject(device)
  return typeof path !== 'string' || !isDefaultDevice(path)
}
