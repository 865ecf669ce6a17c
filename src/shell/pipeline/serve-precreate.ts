import { outputsToMute } from '../../core/edit/hook-outputs.ts'
import { EXIT } from '../../core/errors.ts'
import { mutedSentence } from '../../core/report/sentence.ts'
import type { System } from '../system.ts'
import { decided } from './decided.ts'
import { applyPrecreate, planPrecreate } from './precreate.ts'
import type { Asking, StageResult } from './result.ts'

type Decided = Omit<StageResult, 'output'>

/** The stage precreate, for a container that concerns us. @throws {HookError} as `planPrecreate` does */
export function servePrecreate(text: string, document: unknown, asker: Asking, system: System): StageResult {
  const plan = planPrecreate(document, system)
  const result = decided(asker, plan.all, plan.decisions, plan.outcome)
  if (result.exit !== EXIT.ok) return { ...result, output: undefined }
  const output = applyPrecreate(text, plan, system)
  return { ...muted(result, outputsToMute(plan.actions, plan.config)), output: output === text ? 'input' : output }
}

function muted(result: Decided, keys: readonly string[]): Decided {
  if (keys.length === 0) return result
  const sentences = [...result.sentences, ...keys.map(mutedSentence)]
  return { ...result, sentences, log: { ...result.log, muted: keys } }
}
