import { type ContainerPath, type HostPath, isWithin } from '../../core/model/paths.ts'
import type { Host } from '../system.ts'

/**
 * Whether one of the names in an annotation means a device: by one of the device's own paths, by a directory above it, or
 * by a stable name that leads to it on the host.
 */
export function namedIn(names: readonly ContainerPath[], paths: readonly string[], host: Host): boolean {
  return names.some((name) => [name, realName(name, host)].some((each) => paths.some((path) => isWithin(path, each))))
}

/** `/dev/serial/by-id/usb-…` gives `/dev/ttyUSB0`; a name that leads nowhere stands for itself. */
export function realName(name: ContainerPath, host: Host): string {
  const entry = host.resolve(name as string as HostPath)
  if (entry === undefined || entry.kind === 'other') return name
  return entry.kind === 'device' ? entry.node.path : entry.real
}
