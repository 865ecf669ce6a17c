import { EXIT } from '../../core/errors.ts'
import type { System } from '../system.ts'
import { decided } from './decided.ts'
import { applyPrecreate, planPrecreate } from './precreate.ts'
import type { Asking, StageResult } from './result.ts'

/** The stage precreate, for a container that concerns us. @throws {HookError} as `planPrecreate` does */
export function servePrecreate(text: string, document: unknown, asker: Asking, system: System): StageResult {
  const plan = planPrecreate(document, system)
  const result = decided(asker, plan.all, plan.decisions, plan.outcome)
  if (result.exit !== EXIT.ok) return { ...result, output: undefined }
  const output = applyPrecreate(text, plan, system)
  return { ...result, output: output === text ? 'input' : output }
}
