import type { Observation } from '../../core/model/observation.ts'
import { type Config, checkConfig } from '../../core/parse/config.ts'
import { parseRequest, type Request } from '../../core/parse/request.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { countedAnnotations } from '../../core/policy/annotations.ts'
import { hasOwnUserNamespace, mapsOf } from '../../core/resolve/maps.ts'
import { deviceRules } from '../../core/resolve/rules.ts'
import { devicesBeforeCreation } from '../discover/before-creation.ts'
import type { System } from '../system.ts'
import { circumstancesOf, joinedMaps } from './situation.ts'

/** A container that is only a config.json yet, with all that a decision may depend on. */
export interface Unborn {
  readonly config: Config
  readonly request: Request
  readonly all: Circumstances
  readonly devices: readonly Observation[]
}

/**
 * Parse, discover and resolve, for a container that does not exist yet.
 *
 * @param document config.json, parsed.
 * @throws {HookError} `ERR_CONFIG`, `ERR_ANNOTATION`, `ERR_POLICY`
 */
export function observeBeforeCreation(document: unknown, system: System): Unborn {
  const config = checkConfig(document)
  const counted = countedAnnotations(system.policy(), config.annotations ?? {})
  const request = parseRequest(counted.annotations)
  const maps = mapsOf(config, joinedMaps(config, system))
  const userns = hasOwnUserNamespace(config)
  const all = circumstancesOf(config, request, maps, userns, system)
  const devices = devicesBeforeCreation(
    config,
    deviceRules(config, all.situation),
    request,
    { who: all.who, maps, userns },
    system,
  )
  return { config, request, all, devices }
}
