import type { Stage } from '../../core/model/stage.ts'
import type { RunRecord } from '../../core/report/record.ts'
import type { Clock, LoadSystem } from '../system.ts'
import type { Input } from './input.ts'
import type { StageResult } from './result.ts'
import { runPrecreate } from './run-precreate.ts'

/** Runs one stage from its input to its result. Never throws: every error is a result. */
export async function runStage(stage: Stage, input: Input, load: LoadSystem): Promise<StageResult> {
  return stage === 'precreate' ? runPrecreate(input, load) : runRuntime(input, load)
}

/** The line that a run leaves in the log. */
export function recordOf(name: string, version: string, { log, exit }: StageResult, clock: Clock): RunRecord {
  return { time: clock.now(), version, stage: name, exit, ms: clock.elapsedMs(), ...log }
}

/** precreate with nothing to do is what most runs are; it does not pay for what createRuntime needs. */
async function runRuntime(input: Input, load: LoadSystem): Promise<StageResult> {
  const { runRuntimeStage } = await import('./run-create-runtime.ts')
  return runRuntimeStage(input, await load())
}
