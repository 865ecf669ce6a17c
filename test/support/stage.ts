import type { Stage } from '../../src/core/model/stage.ts'
import type { Input } from '../../src/shell/pipeline/input.ts'
import type { StageResult } from '../../src/shell/pipeline/result.ts'
import { runRuntimeStage } from '../../src/shell/pipeline/run-create-runtime.ts'
import { runPrecreate } from '../../src/shell/pipeline/run-precreate.ts'
import { servePrecreate } from '../../src/shell/pipeline/serve-precreate.ts'
import type { RuntimeSystem } from '../../src/shell/system.ts'
import { RecordingSystem, type World } from './recorder.ts'

/** A stage's result, with what it did to the world. */
export interface Run extends StageResult {
  readonly system: RecordingSystem
}

/** Runs a stage on a world in memory. */
export async function run(stage: Stage, stdin: string | Buffer, world: World = {}): Promise<Run> {
  const system = new RecordingSystem(world)
  const bytes = Buffer.from(stdin)
  const text = typeof stdin === 'string' ? stdin : undefined
  return { ...(await runStage(stage, { bytes, text }, system)), system }
}

/** A stage as the hook runs it. */
export async function runStage(stage: Stage, input: Input, system: RuntimeSystem): Promise<StageResult> {
  if (stage === 'createRuntime') return runRuntimeStage(input, system)
  return runPrecreate(input, async () => ({ system, serve: servePrecreate }))
}

/** What a runtime tells a hook, as text. */
export function state(changes: object = {}): string {
  return JSON.stringify({ ociVersion: '1.0.2', id: 'abc', pid: 4711, bundle: '/run/b', ...changes })
}
