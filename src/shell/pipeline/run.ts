import type { Stage } from '../../core/model/stage.ts'
import type { RunRecord } from '../../core/report/record.ts'
import type { System } from '../system.ts'
import type { Input } from './input.ts'
import type { StageResult } from './result.ts'
import { runPrecreate } from './run-precreate.ts'

/**
 * Runs one stage from its input to its result. Never throws: every error is a result.
 *
 */
export async function runStage(stage: Stage, input: Input, system: System): Promise<StageResult> {
  return stage === 'precreate' ? runPrecreate(input, system) : runRuntime(input, system)
}

/** The line that a run leaves in the log. */
export function recordOf(name: string, version: string, { log, exit }: StageResult, system: System): RunRecord {
  return { time: system.now(), version, stage: name, exit, ms: system.elapsedMs(), ...log }
}

/** precreate with nothing to do is what most runs are; it does not pay for what createRuntime needs. */
async function runRuntime(input: Input, system: System): Promise<StageResult> {
  const { runRuntimeStage } = await import('./run-create-runtime.ts')
  return runRuntimeStage(input, system)
}
