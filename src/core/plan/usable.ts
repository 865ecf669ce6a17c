import type { Observation, Usable } from '../model/observation.ts'
import { modeAllows } from '../resolve/access.ts'
import type { Circumstances } from './case.ts'

/**
 * Whether the identity can open the device as things are.
 *
 * The kernel's answer where there is a node. For an entry of config.json, which is not a node yet, the mode bits tell;
 * with a user namespace they do not, because runc will bind the host's node and crun make a new one.
 */
export function usableNow(device: Observation, { who, situation }: Circumstances): Usable {
  if (device.seen.kind === 'own' || device.seen.kind === 'shared') return device.seen.openable
  if (device.seen.kind !== 'entry') return false
  return situation.userns ? null : modeAllows(device.seen, who, device.wanted)
}
