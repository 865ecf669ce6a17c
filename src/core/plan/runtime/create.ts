import { type HostGid, type HostUid, UNMAPPED } from '../../model/ids.ts'
import { creationDenial, strategyDenial } from '../../policy/judge.ts'
import type { Planner } from '../case.ts'
import type { RuntimeAction } from '../decision.ts'
import { ownershipFor } from '../ownership.ts'

/**
 * `create` at createRuntime: mknod in the container's own /dev, for a device that the annotation asks for.
 *
 * The device rules are not ours to change any more at this stage: a cgroup edited behind systemd's back loses the edit
 * at its next reload. Without a rule the device was refused before this is reached.
 */
export const planNewNode: Planner<RuntimeAction> = (device, { who, policy, situation, classOf }) => {
  const { host, path, wanted } = device
  if (host === undefined) return { refusal: 'absent', reason: 'neither the host nor the container has such a device' }
  if (!situation.realRoot || situation.userns) {
    return { refusal: 'impossible', reason: 'a node made in a user namespace cannot be opened' }
  }
  const isNew = device.origin === 'annotation'
  const denial = strategyDenial(policy, 'create') ?? (isNew ? creationDenial(policy, { ...host, classOf }) : undefined)
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const { uid, gid } = who.host
  if (uid === UNMAPPED || gid === UNMAPPED)
    return { refusal: 'unmapped', reason: `uid ${who.uid} is not mapped to the host` }
  const owned = ownershipFor(host, { uid, gid, groups: [], overridesModes: who.overridesModes }, wanted)
  if (owned === undefined)
    return { refusal: 'impossible', reason: `owner ${who.uid}:${who.gid} would not open it either` }
  const node = { number: host.number, uid: owned.uid as HostUid, gid: owned.gid as HostGid, mode: owned.mode }
  return {
    actions: [{ do: 'mknod', path, ...node }],
    reason: 'the container asked for it and has no such node',
    after: true,
  }
}
