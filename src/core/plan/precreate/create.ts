import { READ_WRITE } from '../../model/device.ts'
import type { ContainerGid, ContainerUid } from '../../model/ids.ts'
import { creationDenial, strategyDenial } from '../../policy/judge.ts'
import type { Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { ownershipFor } from '../ownership.ts'

/**
 * `create` before creation: an entry in linux.devices for a device that the annotation asks for and the engine did not
 * give, with the device rule it needs, already owned by the identity.
 */
export const planNewEntry: Planner<PrecreateAction> = (device, { who, policy }) => {
  const { host, path } = device
  if (host === undefined) return { refusal: 'absent', reason: 'the host has no such device' }
  const denial = strategyDenial(policy, 'create') ?? creationDenial(policy, host.path)
  if (denial !== undefined) {
    return {
      refusal: 'policy',
      reason: denial,
      remedy: `give it with --device ${host.path}, or add it to [create] in the policy`,
    }
  }
  const owned = ownershipFor(host, who, READ_WRITE)
  if (owned === undefined)
    return { refusal: 'impossible', reason: `owner ${who.uid}:${who.gid} would not open it either` }
  const node = { number: host.number, uid: owned.uid as ContainerUid, gid: owned.gid as ContainerGid, mode: owned.mode }
  const actions: PrecreateAction[] = [{ do: 'add-device', path, ...node }]
  actions.push({ do: 'allow-device', number: host.number, access: 'rw' })
  return { actions, reason: 'the container asked for it and the engine did not add it', after: true }
}
