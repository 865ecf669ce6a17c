import type { HookError } from './core/errors.ts'
import { hardenUnlessFault } from './shell/linux/harden-process.ts'
import { linuxRuntimeSystem } from './shell/linux/linux-runtime.ts'
import type { Input } from './shell/pipeline/input.ts'
import type { StageResult } from './shell/pipeline/result.ts'
import { runRuntimeStage } from './shell/pipeline/run-create-runtime.ts'

// What else may be loaded late, and has most of its needs in common with this part: so it is no part of its own.
export { openOnHost } from './shell/linux/open-on-host.ts'
export { mayOpen } from './shell/linux/probe.ts'
export { connectSystemLog } from './shell/linux/system-log.ts'

/**
 * The stage createRuntime, and prestart: hardens the process, and gives what is to be run on the input.
 *
 * A process that cannot be hardened opens no container. That is said only when the input was read, for it tells whether
 * the container asked; and crun may wait until we have taken all of it.
 */
export function prepareCreateRuntime(): (input: Input) => Promise<StageResult> {
  const fault = hardenUnlessFault()
  return async (input) => {
    const system = await linuxRuntimeSystem()
    return runRuntimeStage(input, fault === undefined ? system : { ...system, openContainer: () => refuse(fault) })
  }
}

function refuse(fault: HookError): never {
  throw fault
}
