import type { HostPath } from '../../core/model/paths.ts'
import { type Situation, UNKNOWN_RUNTIME } from '../../core/model/situation.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { type IdMaps, resolveIdentity } from '../../core/resolve/identity.ts'
import { KEEP_GROUPS, keepsGroups } from '../../core/resolve/keep-groups.ts'
import { joinedUserNamespace } from '../../core/resolve/maps.ts'
import { leavesOpen } from '../../core/resolve/rules.ts'
import type { System } from '../system.ts'

/**
 * Gathers what is the same for every device of the container.
 *
 * @param maps From the container's user namespace to the hook's.
 * @param userns Whether those are two.
 * @throws {HookError} `ERR_POLICY`
 */
export function circumstancesOf(
  config: Config,
  request: Request,
  maps: IdMaps,
  userns: boolean,
  system: System,
): Circumstances {
  const matters = userns || mayKeepGroups(config, system) || leavesOpen(config.linux)
  const runtime = matters ? system.runtime() : UNKNOWN_RUNTIME
  const who = resolveIdentity(config, request, maps, keepsGroups(config, runtime))
  const situation: Situation = {
    realRoot: system.isRealRoot,
    userns,
    runtime,
    callerGroups: system.isRealRoot ? [] : system.callerGroups(),
    unmappedRootfs: userns && !system.isRealRoot && hasUnmappedRootfs(config, system),
  }
  const { gidOf, classOf } = system.host
  return { who, maps, mode: request.mode, policy: system.policy(), situation, gidOf, classOf }
}

/** The maps of the user namespace that the container joins, if it joins one. */
export function joinedMaps(config: Config, { host }: System): IdMaps | undefined {
  const path = joinedUserNamespace(config)
  return path === undefined ? undefined : host.mapsOfNamespace(path)
}

/**
 * Then, with a user namespace, and where device rules leave a question, it matters which runtime it is; finding out may
 * mean reading podman's configuration.
 */
function mayKeepGroups({ annotations }: Config, { isRealRoot }: System): boolean {
  return !isRealRoot || annotations?.[KEEP_GROUPS] !== undefined
}

function hasUnmappedRootfs({ root }: Config, { host }: System): boolean {
  const path = root?.path ?? ''
  return path.startsWith('/') && host.hasUnmappedGroupAbove(path as HostPath)
}
