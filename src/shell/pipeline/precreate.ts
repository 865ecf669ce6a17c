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
  return { config, request, all, decisions, outcome }
}

/** The last step: the text of config.json with the decisions spliced in. @throws {HookError} `ERR_EDIT` */
export function applyPrecreate(text: string, { config, decisions }: PrecreatePlan, { ownPath }: System): string {
  const actions = decisions.flatMap((decision) => decision.actions)
  return splice(text, editsFor(actions, config, ownPath))
}
