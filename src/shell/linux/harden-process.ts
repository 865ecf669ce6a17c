import { HookError } from '../../core/errors.ts'
import { alarm, closeOnExecFrom, setDumpable } from '../../native/process.ts'
import { withAddon } from './addon.ts'

/** Below the timeout of 10 s in our hooks.d files: a runtime kills with SIGKILL, and says less than we can. */
const SECONDS = 9

/**
 * What a root process does besides before it meets a container: no waiting for ever, no tracer and no core file, no
 * inherited descriptor in a child (CVE-2016-9962, CVE-2024-21626).
 *
 * precreate meets none: there is no container yet, and most runs have nothing to do and never load the native add-on.
 *
 * @throws {HookError} `ERR_ADDON`, exit 78.
 */
export function hardenProcess(): void {
  withAddon(() => {
    alarm(SECONDS)
    setDumpable(false)
    closeInherited()
  })
}

/**
 * The same, for a stage that reads its input before it complains: crun may wait until all of it was taken, and only the
 * input tells whether the container asked.
 *
 * @returns What is to be thrown in the place of anything that a process must be hardened for.
 */
export function hardenUnlessFault(): HookError | undefined {
  try {
    hardenProcess()
    return undefined
  } catch (error) {
    if (error instanceof HookError) return error
    throw error
  }
}

function closeInherited(): void {
  try {
    closeOnExecFrom(3)
  } catch {
    // Linux before 5.11. It is a second belt: nothing in the hook ever starts another program.
  }
}
