import { hardenProcess } from './shell/linux/harden-process.ts'
import { linuxRuntimeSystem } from './shell/linux/linux-runtime.ts'
import type { Input } from './shell/pipeline/input.ts'
import type { StageResult } from './shell/pipeline/result.ts'
import { runRuntimeStage } from './shell/pipeline/run-create-runtime.ts'

// What else may be loaded late, and has most of its needs in common with this part: so it is no part of its own.
export { openOnHost } from './shell/linux/open-on-host.ts'
export { mayOpen } from './shell/linux/probe.ts'
export { connectSystemLog } from './shell/linux/system-log.ts'
export { hardenProcess }

/** The stage createRuntime, and prestart. */
export async function createRuntime(input: Input): Promise<StageResult> {
  return runRuntimeStage(input, await linuxRuntimeSystem())
}
