import type { ContainerPath, HostPath } from '../model/paths.ts'
import { isWithin, lexicalFault } from '../model/paths.ts'
import type { Config } from '../parse/config.ts'
import { isDefaultDevice } from './default-devices.ts'
import { isEngineMount } from './engine-mounts.ts'

/** A bind mount of config.json that may bring devices. */
export interface Bind {
  /** Position in `mounts`. */
  readonly index: number
  readonly source: HostPath
  readonly destination: ContainerPath
  /** Every device of the host at once. */
  readonly wholesale: boolean
}

type Mount = NonNullable<Config['mounts']>[number]

/**
 * The bind mounts that can bring a device: those of a source or a destination below /dev. A source elsewhere and a
 * destination elsewhere is a volume, and volumes are not searched.
 */
export function bindsOf(config: Config): Bind[] {
  return (config.mounts ?? []).flatMap((mount, index) => {
    const { source, destination } = mount
    if (!isBind(mount) || source === null || source === undefined) return []
    if (lexicalFault(source) !== undefined || lexicalFault(destination) !== undefined) return []
    if (!isBelowDev(source) && !isBelowDev(destination)) return []
    if (isDefaultDevice(destination) || isEngineMount(destination)) return []
    return [
      { index, source: source as HostPath, destination: destination as ContainerPath, wholesale: source === '/dev' },
    ]
  })
}

/**
 * Where the node of an entry comes from that lies in a bound directory: runtimes make none where one is, and one that they
 * do make there is the host's as well. The last bind that covers it counts.
 *
 * @returns The path of the node on the host, or undefined for an entry that becomes a node of the container's own.
 */
export function boundSource(path: ContainerPath, binds: readonly Bind[]): HostPath | undefined {
  const bind = binds.findLast(({ destination }) => isWithin(path, destination))
  return bind === undefined ? undefined : (`${bind.source}${path.slice(bind.destination.length)}` as HostPath)
}

/** config.md, "Mounts": a bind mount has the type bind, or the option bind or rbind and any type. */
function isBind({ type, options }: Mount): boolean {
  return type === 'bind' || options?.some((option) => option === 'bind' || option === 'rbind') === true
}

function isBelowDev(path: string): boolean {
  return path === '/dev' || path.startsWith('/dev/')
}
