import { EXIT, HookError } from '../../core/errors.ts'
import { AddonError } from '../../native/addon-error.ts'

const REMEDY =
  'mount one of these without noexec, or install the package, which puts oci-device-hook.node beside the executable'

/**
 * Runs what makes system calls. That the native add-on cannot be loaded is the administrator's to mend, and told so.
 *
 * @throws {HookError} `ERR_ADDON`, exit 78.
 */
export function withAddon<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (cause) {
    if (!(cause instanceof AddonError)) throw cause
    const message = `the native add-on cannot be loaded from any of: ${cause.failures.join('; ')}`
    throw new HookError('ERR_ADDON', EXIT.configuration, message, { remedy: REMEDY, cause })
  }
}
