import type { Observation, Seen } from '../../core/model/observation.ts'
import type { Found, FoundNode, Handle, System } from '../system.ts'
import { ask, type Questioner } from './ask.ts'

/** A device as it was seen, with the node that is held for it where there is one. */
export interface Held {
  readonly device: Observation
  readonly node: Handle | undefined
}

/**
 * Opens the node of every device, then asks the kernel about all of them under one change of identity.
 *
 * @param open How the node of a device is found.
 * @param before Whether the container does not exist yet, so that its groups can still be changed.
 */
export function look(
  devices: readonly Observation[],
  open: (device: Observation) => Found,
  questioner: Questioner,
  before: boolean,
  system: System,
): Held[] {
  const found = devices.map((device) => ({ device, found: open(device) }))
  const items = found.flatMap(({ device, found }) => (isNode(found) ? [{ node: found, wanted: device.wanted }] : []))
  const answers = ask(items, questioner, before, system)
  const seen = new Map<Found, Seen>(items.map(({ node }, at) => [node, answers[at] ?? { kind: 'absent' }]))
  return found.map(({ device, found }) => ({
    device: { ...device, seen: isNode(found) ? (seen.get(found) ?? { kind: 'absent' }) : found },
    node: isNode(found) ? found.handle : undefined,
  }))
}

function isNode(found: Found): found is FoundNode {
  return found.kind === 'node'
}
