import { type HostNode, READ_WRITE } from '../../model/device.ts'
import { type ContainerGid, type ContainerUid, UNMAPPED } from '../../model/ids.ts'
import type { Observation } from '../../model/observation.ts'
import { type DevicePath, isDevicePath } from '../../model/paths.ts'
import { creationDenial } from '../../policy/judge.ts'
import type { Ownership } from '../../resolve/access.ts'
import { toInside } from '../../resolve/idmap.ts'
import { type Circumstances, isObstacle, type Obstacle, type Planner, type Proposal } from '../case.ts'
import { NOT_BELOW_DEV } from '../creation.ts'
import type { PrecreateAction } from '../decision.ts'
import { ownerInside } from '../ownership.ts'
import { propose } from '../propose.ts'
import { planGroup } from './groups.ts'
import { planKeepGroups } from './keep-groups.ts'
import { BOUND, boundAsIs, mayBeCovered, promised } from './promise.ts'

type Answer = Proposal<PrecreateAction> | Obstacle

/** What is to be created: at a path where that is done, of a node that the host has. */
type Wanted = Observation & { readonly path: DevicePath; readonly host: HostNode }

/**
 * `create` before creation: a device that the annotation asks for and the engine did not give.
 *
 * The real root adds an entry to linux.devices, with the device rule that it needs, already owned by the identity. A
 * rootless hook adds a bind mount of the host's node, for only root may make nodes; groups decide whether it opens.
 */
export const planCreation: Planner<PrecreateAction> = (device, all) => {
  const { host, path, links } = device
  if (host === undefined) return ABSENT
  if (!isDevicePath(path)) return NOT_BELOW_DEV
  const denial = creationDenial(all.policy, { ...host, classOf: all.classOf })
  if (denial !== undefined) {
    const remedy = `give it with --device ${host.path}, or add it to [create] in the policy`
    return { refusal: 'policy', reason: denial, remedy }
  }
  const wanted = { ...device, host, path }
  const answer = all.situation.realRoot ? newEntry(wanted, all) : newMount(wanted, all)
  if (isObstacle(answer)) return answer
  const laterWork = links.length > 0 || (all.situation.realRoot && all.situation.userns)
  return laterWork ? { ...answer, actions: [...answer.actions, { do: 'plant-hook' }] } : answer
}

function newEntry(device: Wanted, all: Circumstances): Answer {
  const { host, path } = device
  const { number } = host
  const owned = ownerInside(asSeenInside(host, all), all.who, READ_WRITE)
  if (isObstacle(owned)) return owned
  const after = promised({ made: true, bound: mayBeCovered(all) ? true : boundAsIs(device) }, all)
  if (after === false) return BOUND
  const actions: PrecreateAction[] = [
    { do: 'add-device', path, number, ...owned },
    { do: 'allow-device', number, access: 'rw' },
  ]
  return { actions, reason: ASKED, after }
}

/** What the host has no counterpart for in the container belongs to the container's root there. */
function asSeenInside({ uid, gid, mode }: HostNode, { maps }: Circumstances): Ownership<ContainerUid, ContainerGid> {
  const [insideUid, insideGid] = [toInside(maps.uid, uid), toInside(maps.gid, gid)]
  return {
    uid: (insideUid === UNMAPPED ? 0 : insideUid) as ContainerUid,
    gid: (insideGid === UNMAPPED ? 0 : insideGid) as ContainerGid,
    mode,
  }
}

function newMount(device: Wanted, all: Circumstances): Answer {
  const { host, path, bindable } = device
  if (bindable === undefined) return ABSENT
  const mount: PrecreateAction = { do: 'add-mount', path, source: host.path }
  if (bindable.openable === true) return { actions: [mount], reason: ASKED, after: true }
  const bound = { ...device, seen: bindable }
  const answers = [propose('groups', planGroup, bound, all), propose('keep-groups', planKeepGroups, bound, all)]
  const way = answers.find((answer) => !isObstacle(answer))
  if (way === undefined || isObstacle(way))
    return answers.filter(isObstacle).at(-1) ?? { refusal: 'impossible', reason: ASKED }
  return { actions: [mount, ...way.actions], reason: `${ASKED}; ${way.reason}`, after: way.after }
}

const ABSENT: Obstacle = { refusal: 'absent', reason: 'the host has no such device' }
const ASKED = 'the container asked for it and the engine did not add it'
