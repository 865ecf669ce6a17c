import type { Config } from '../parse/config.ts'
import type { IdMaps } from './identity.ts'
import { IDENTITY_MAP, type IdMap } from './idmap.ts'

type Mapping = NonNullable<NonNullable<Config['linux']>['uidMappings']>[number]

/** Whether the container will be in a user namespace that is not the hook's. */
export function hasOwnUserNamespace({ linux }: Config): boolean {
  return linux?.namespaces?.some(({ type }) => type === 'user') === true
}

/** The path of the user namespace that the container is to join, if it joins one. */
export function joinedUserNamespace({ linux }: Config): string | undefined {
  return linux?.namespaces?.find(({ type }) => type === 'user')?.path || undefined
}

/**
 * The maps from the container's user namespace to the hook's, as config.json has them.
 *
 * Without a user namespace of its own the container shares the hook's, so every id is itself. One that it joins by path
 * has its maps already, and config.json need not repeat them: podman writes a dummy there.
 *
 * @param joined The maps of the namespace that it joins.
 */
export function mapsOf(config: Config, joined?: IdMaps): IdMaps {
  if (!hasOwnUserNamespace(config)) return { uid: IDENTITY_MAP, gid: IDENTITY_MAP }
  if (joined !== undefined) return joined
  return { uid: ranges(config.linux?.uidMappings ?? []), gid: ranges(config.linux?.gidMappings ?? []) }
}

function ranges(mappings: readonly Mapping[]): IdMap {
  return mappings.map(({ containerID, hostID, size }) => ({ inside: containerID, outside: hostID, count: size }))
}
