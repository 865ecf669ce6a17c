import { READ_WRITE } from '../../model/device.ts'
import type { ContainerGid, ContainerUid } from '../../model/ids.ts'
import type { Observation } from '../../model/observation.ts'
import { creationDenial, strategyDenial } from '../../policy/judge.ts'
import { type Circumstances, isObstacle, type Obstacle, type Planner, type Proposal } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { ownershipFor } from '../ownership.ts'
import { planGroup } from './groups.ts'
import { planKeepGroups } from './keep-groups.ts'
import { BOUND, boundAsIs, mayBeCovered, promised } from './promise.ts'

type Answer = Proposal<PrecreateAction> | Obstacle

/**
 * `create` before creation: a device that the annotation asks for and the engine did not give.
 *
 * The real root adds an entry to linux.devices, with the device rule that it needs, already owned by the identity. A
 * rootless hook adds a bind mount of the host's node, for only root may make nodes; groups decide whether it opens.
 */
export const planCreation: Planner<PrecreateAction> = (device, all) => {
  const { host, links } = device
  if (host === undefined) return { refusal: 'absent', reason: 'the host has no such device' }
  const denial = strategyDenial(all.policy, 'create') ?? creationDenial(all.policy, { ...host, classOf: all.classOf })
  if (denial !== undefined) {
    const remedy = `give it with --device ${host.path}, or add it to [create] in the policy`
    return { refusal: 'policy', reason: denial, remedy }
  }
  const answer = all.situation.realRoot ? newEntry(device, all) : newMount(device, all)
  if (isObstacle(answer)) return answer
  const laterWork = links.length > 0 || (all.situation.realRoot && all.situation.userns)
  return laterWork ? { ...answer, actions: [...answer.actions, { do: 'plant-hook' }] } : answer
}

function newEntry(device: Observation, all: Circumstances): Answer {
  const { host, path } = device
  const { who } = all
  if (host === undefined) return { refusal: 'absent', reason: 'the host has no such device' }
  const { number } = host
  const owned = ownershipFor(host, who, READ_WRITE)
  if (owned === undefined)
    return { refusal: 'impossible', reason: `owner ${who.uid}:${who.gid} would not open it either` }
  const after = promised({ made: true, bound: mayBeCovered(all) ? true : boundAsIs(device) }, all)
  if (after === false) return BOUND
  const owner = { uid: owned.uid as ContainerUid, gid: owned.gid as ContainerGid, mode: owned.mode }
  const actions: PrecreateAction[] = [
    { do: 'add-device', path, number, ...owner },
    { do: 'allow-device', number, access: 'rw' },
  ]
  return { actions, reason: ASKED, after }
}

function newMount(device: Observation, all: Circumstances): Answer {
  const { host, path, bindable } = device
  if (host === undefined || bindable === undefined) return { refusal: 'absent', reason: 'the host has no such device' }
  const mount: PrecreateAction = { do: 'add-mount', path, source: host.path }
  if (bindable.openable === true) return { actions: [mount], reason: ASKED, after: true }
  const answers = [planGroup, planKeepGroups].map((plan) => plan({ ...device, seen: bindable }, all))
  const way = answers.find((answer) => !isObstacle(answer))
  if (way === undefined || isObstacle(way))
    return answers.filter(isObstacle).at(-1) ?? { refusal: 'impossible', reason: ASKED }
  return { actions: [mount, ...way.actions], reason: `${ASKED}; ${way.reason}`, after: way.after }
}

const ASKED = 'the container asked for it and the engine did not add it'
