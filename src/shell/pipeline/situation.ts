import type { Situation } from '../../core/model/situation.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { type IdMaps, resolveIdentity } from '../../core/resolve/identity.ts'
import type { System } from '../system.ts'

/** Gathers what is the same for every device of the container. @throws {HookError} `ERR_POLICY` */
export function circumstancesOf(
  config: Config,
  request: Request,
  maps: IdMaps,
  system: System,
  situation: Situation,
): Circumstances {
  const who = resolveIdentity(config, request, maps)
  const { groupNamed } = system.host
  return { who, maps, mode: request.mode, policy: system.host.policy(), situation, groupNamed }
}
