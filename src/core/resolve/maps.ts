import type { Config } from '../parse/config.ts'
import type { IdMaps } from './identity.ts'
import { IDENTITY_MAP, type IdMap } from './idmap.ts'

type Mapping = NonNullable<NonNullable<Config['linux']>['uidMappings']>[number]

/**
 * The maps from the container's user namespace to the hook's, as config.json has them.
 *
 * Without a user namespace of its own the container shares the hook's, so every id is itself.
 */
export function mapsOf({ linux }: Config): IdMaps {
  const hasOwn = linux?.namespaces?.some(({ type }) => type === 'user') === true
  if (!hasOwn) return { uid: IDENTITY_MAP, gid: IDENTITY_MAP }
  return { uid: ranges(linux?.uidMappings ?? []), gid: ranges(linux?.gidMappings ?? []) }
}

function ranges(mappings: readonly Mapping[]): IdMap {
  return mappings.map(({ containerID, hostID, size }) => ({ inside: containerID, outside: hostID, count: size }))
}
