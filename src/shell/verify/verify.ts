import { EXIT, HookError } from '../../core/errors.ts'
import type { Observation } from '../../core/model/observation.ts'
import type { Identity } from '../../core/resolve/identity.ts'
import type { Handle, System } from '../system.ts'

/** A node that was just changed or made. */
export interface Changed {
  readonly device: Observation
  readonly node: Handle
}

/**
 * Asks the kernel once more, and takes nothing but a yes.
 *
 * @throws {HookError} `ERR_VERIFY`, exit 70: something was changed and did not help, so the container must not start.
 */
export function verifyUsable(changed: readonly Changed[], who: Identity, system: System): void {
  const answers = system.mayOpen(
    who,
    changed.map(({ node, device }) => ({ node, wanted: device.wanted })),
  )
  for (const [index, { device }] of changed.entries()) {
    if (answers[index] === true) continue
    const found = answers[index] === false ? 'the kernel still says no' : 'the kernel could not be asked'
    throw new HookError('ERR_VERIFY', EXIT.internal, `${device.path} was changed for uid ${who.uid}, but ${found}`, {
      remedy: 'the container is not started; please report this with the line of the log',
    })
  }
}
