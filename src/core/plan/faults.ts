import { sameNumber, showNumber } from '../model/device.ts'
import type { Observation } from '../model/observation.ts'
import type { Obstacle } from './case.ts'

/**
 * What no strategy can mend: the device is gone, is another one, or is closed by something other than its owner.
 *
 * A node of mode 0000 with no links is what devtmpfs leaves behind after an unplug (drivers/base/devtmpfs.c clears
 * the mode before it unlinks): users take it for a permission problem, and lose days.
 */
export function findFault(device: Observation): Obstacle | undefined {
  return wrongNode(device) ?? unplugged(device) ?? closedElsewhere(device)
}

function wrongNode({ seen, number }: Observation): Obstacle | undefined {
  if (seen.kind === 'other')
    return { refusal: 'not-a-device', reason: `a ${seen.found} stands where the device should be` }
  if (!('number' in seen) || number === undefined || sameNumber(seen.number, number)) return undefined
  const reason = `it is ${showNumber(seen.number)} where ${showNumber(number)} was expected`
  return { refusal: 'number-differs', reason, remedy: 'create the container anew: the device was numbered again since' }
}

function unplugged({ seen, host, number }: Observation): Obstacle | undefined {
  const gone = 'links' in seen ? seen.links === 0 || (seen.mode === 0 && host === undefined) : host === undefined
  if (!gone) return undefined
  const named = number === undefined ? 'such a device' : `a device ${showNumber(number)}`
  const reason = `the host no longer has ${named}; this is not a permission problem`
  return { refusal: 'unplugged', reason, remedy: 'plug it in and start the container again' }
}

function closedElsewhere({ seen, number, allowedByRules }: Observation): Obstacle | undefined {
  if (allowedByRules === false && number !== undefined) {
    const reason = `no device cgroup rule of the container allows ${showNumber(number)}: opening it is EPERM, whoever owns it`
    return { refusal: 'no-device-rule', reason, remedy: 'give the device with --device, which adds the rule' }
  }
  if (!('nodev' in seen && seen.nodev)) return undefined
  return { refusal: 'nodev', reason: 'it lies on a mount with the option nodev: opening it is EACCES' }
}
