import { editsFor } from '../../core/edit/edits.ts'
import { splice } from '../../core/edit/splice.ts'
import type { Config } from '../../core/parse/config.ts'
import type { Request } from '../../core/parse/request.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision, PrecreateAction } from '../../core/plan/decision.ts'
import { settleGroups } from '../../core/plan/precreate/settle-groups.ts'
import { PRECREATE } from '../../core/plan/precreate/strategies.ts'
import { type Outcome, outcomeOf } from '../../core/report/outcome.ts'
import { askedLinks } from '../discover/asked.ts'
import { realName } from '../discover/names.ts'
import type { System } from '../system.ts'
import { observeBeforeCreation } from './before-creation.ts'

/** What precreate found, decided and made of config.json. */
export interface PrecreatePlan {
  readonly config: Config
  readonly request: Request
  readonly all: Circumstances
  readonly decisions: readonly Decision<PrecreateAction>[]
  readonly outcome: Outcome
  /** What the decisions come to, and our hook at createRuntime where stable names are to be made then. */
  readonly actions: readonly PrecreateAction[]
}

/**
 * The stage precreate, up to the decisions: parse, discover, resolve, plan.
 *
 * @param document config.json, parsed.
 * @throws {HookError} `ERR_CONFIG`, `ERR_ANNOTATION`, `ERR_POLICY`
 */
export function planPrecreate(document: unknown, system: System): PrecreatePlan {
  const { config, request, all, devices } = observeBeforeCreation(document, system)
  const decisions = settleGroups(devices.map((device) => decide(device, all, PRECREATE)))
  const outcome = outcomeOf(decisions, request, all.policy, (name) => realName(name, system.host))
  const actions = decisions.flatMap((decision) => decision.actions)
  const plan = { config, request, all, decisions, outcome }
  return { ...plan, actions: wantsLinks(plan, system) ? [...actions, { do: 'plant-hook' }] : actions }
}

/** The last step: the text of config.json with the decisions spliced in. @throws {HookError} `ERR_EDIT` */
export function applyPrecreate(text: string, { config, actions }: PrecreatePlan, { ownPath }: System): string {
  return splice(text, editsFor(actions, config, ownPath), ownPath)
}

/** A link needs a /dev to be in, which there is at createRuntime. */
function wantsLinks({ request, decisions }: Pick<PrecreatePlan, 'request' | 'decisions'>, { host }: System): boolean {
  const served = decisions.filter(({ strategy }) => strategy !== 'refuse').map(({ device }) => device)
  return request.mode !== 'off' && askedLinks(request, served, host).length > 0
}
