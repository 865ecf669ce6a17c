import { editsFor } from '../../core/edit/edits.ts'
import { splice } from '../../core/edit/splice.ts'
import type { Observation } from '../../core/model/observation.ts'
import { type Config, checkConfig } from '../../core/parse/config.ts'
import { parseRequest, type Request } from '../../core/parse/request.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision, PrecreateAction } from '../../core/plan/decision.ts'
import { PRECREATE } from '../../core/plan/precreate/strategies.ts'
import { type Outcome, outcomeOf } from '../../core/report/outcome.ts'
import { entriesOf } from '../../core/resolve/entries.ts'
import { mapsOf } from '../../core/resolve/maps.ts'
import { askedDevices, observeAsked } from '../discover/asked.ts'
import { observeEntry } from '../discover/entries.ts'
import type { System } from '../system.ts'
import { circumstancesOf } from './situation.ts'

/** What precreate found, decided and made of config.json. */
export interface PrecreatePlan {
  readonly config: Config
  readonly request: Request
  readonly all: Circumstances
  readonly decisions: readonly Decision<PrecreateAction>[]
  readonly outcome: Outcome
}

/**
 * The stage precreate, up to the decisions: parse, discover, resolve, plan.
 *
 * @param document config.json, parsed.
 * @throws {HookError} `ERR_CONFIG`, `ERR_ANNOTATION`, `ERR_POLICY`
 */
export function planPrecreate(document: unknown, system: System): PrecreatePlan {
  const config = checkConfig(document)
  const request = parseRequest(config.annotations ?? {})
  const all = circumstancesOf(config, request, mapsOf(config), system, situationOf(config, system))
  const decisions = discover(config, request, system).map((device) => decide(device, all, PRECREATE))
  return { config, request, all, decisions, outcome: outcomeOf(decisions, request, all.policy) }
}

/** The last step: the text of config.json with the decisions spliced in. @throws {HookError} `ERR_EDIT` */
export function applyPrecreate(text: string, { config, decisions }: PrecreatePlan): string {
  const actions = decisions.flatMap((decision) => decision.actions)
  return splice(text, editsFor(actions, config))
}

function discover(config: Config, request: Request, { host }: System): Observation[] {
  const given = entriesOf(config).map((entry) => observeEntry(entry, entry.seen, host))
  const asked = askedDevices(request, given, host)
  return [...given, ...asked.map((device) => observeAsked(device, { kind: 'absent' }, true))]
}

function situationOf(config: Config, { isRealRoot }: System) {
  const userns = config.linux?.namespaces?.some(({ type }) => type === 'user') === true
  return { realRoot: isRealRoot, userns, runtime: 'unknown' } as const
}
