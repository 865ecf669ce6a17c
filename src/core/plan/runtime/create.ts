import { isDevicePath } from '../../model/paths.ts'
import { creationDenial } from '../../policy/judge.ts'
import { isObstacle, type Planner } from '../case.ts'
import { NOT_BELOW_DEV } from '../creation.ts'
import type { RuntimeAction } from '../decision.ts'
import { ownerOnHost } from '../ownership.ts'

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
  if (!isDevicePath(path)) return NOT_BELOW_DEV
  const denial = device.origin === 'annotation' ? creationDenial(policy, { ...host, classOf }) : undefined
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const owned = ownerOnHost(host, who, wanted, who.overridesModes)
  if (isObstacle(owned)) return owned
  return {
    actions: [{ do: 'mknod', path, number: host.number, ...owned }],
    reason: 'the container asked for it and has no such node',
    after: true,
  }
}
