import { EXIT, HookError } from '../../core/errors.ts'
import type { Observation } from '../../core/model/observation.ts'
import type { Questioner } from '../discover/ask.ts'
import type { Handle, System } from '../system.ts'

/** A node that was just changed or made. */
export interface Changed {
  readonly device: Observation
  readonly node: Handle
}

/**
 * Asks the kernel once more, and takes nothing but a yes.
 *
 * In a user namespace of the container's own, capabilities cannot be asked about: there owner and mode must open it.
 *
 * @throws {HookError} `ERR_VERIFY`, exit 70: something was changed and did not help, so the container must not start.
 */
export function verifyUsable(changed: readonly Changed[], { who, userns }: Questioner, system: System): void {
  const questions = changed.map(({ node, device }) => ({ node, wanted: device.wanted }))
  const groups = who.keepsGroups ? 'kept' : 'given'
  const answers = system.mayOpen({ who, groups, overriding: who.overridesModes && !userns }, questions)
  for (const [index, { device }] of changed.entries()) {
    if (answers[index] === true) continue
    const found = answers[index] === false ? 'the kernel still says no' : 'the kernel could not be asked'
    throw new HookError('ERR_VERIFY', EXIT.internal, `${device.path} was changed for uid ${who.uid}, but ${found}`, {
      remedy: 'the container is not started; please report this with the line of the log',
    })
  }
}
