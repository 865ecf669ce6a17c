import { showNumber } from '../model/device.ts'
import type { Usable } from '../model/observation.ts'
import type { Decision } from './decision.ts'

/**
 * Takes back what cannot be promised of a device that no rule of config.json speaks of, where it is not known what the
 * runtime makes of that: owner and mode are right then, and opening it may be EPERM all the same.
 */
export function asFarAsRulesTell<Action>(decision: Decision<Action>): Decision<Action> {
  const { device, usable, reason } = decision
  const isPromised = usable.before === true || usable.after === true
  if (device.allowedByRules !== null || device.number === undefined || !isPromised) return decision
  const asKnown = (answer: Usable) => (answer === true ? null : answer)
  const unknown = `no device rule of config.json speaks of ${showNumber(device.number)}, and what then is allowed is not known`
  return {
    ...decision,
    reason: `${reason}; ${unknown}`,
    usable: { before: asKnown(usable.before), after: asKnown(usable.after) },
  }
}
