import { showMode } from '../../model/device.ts'
import { type ContainerGid, type HostGid, OVERFLOW_ID, UNMAPPED } from '../../model/ids.ts'
import type { Observation, Usable } from '../../model/observation.ts'
import { groupDenial } from '../../policy/judge.ts'
import { modeAllows } from '../../resolve/access.ts'
import { withGroup } from '../../resolve/identity.ts'
import { toInside, toOutside } from '../../resolve/idmap.ts'
import type { Circumstances, Obstacle, Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { promised } from './promise.ts'
import { mapTheGroup } from './remedies.ts'

/** A group in both countings, or what keeps it from being given. */
type Group = { readonly gid: ContainerGid; readonly hostGid: HostGid }

/**
 * `groups`: the device's group joins process.user.additionalGids.
 *
 * A gid that the container's namespace does not map is never added: setgroups(2) answers EINVAL to it, and the container
 * does not start.
 */
export const planGroup: Planner<PrecreateAction> = (device, all) => {
  const group = groupOf(device, all)
  if (!('gid' in group)) return group
  const denial = groupDenial(all.policy, group.hostGid, all.gidOf)
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const after = answerWith(group, device, all)
  if (after === false) return tooLittle(device, group)
  if (after === null) return device.seen.kind === 'entry' ? UNSETTLED : UNASKED
  const { seen } = device
  const reason = `the group ${group.gid} of the device may open it and uid ${all.who.uid} may not`
  const actions: PrecreateAction[] = [{ do: 'add-group', gid: group.gid }]
  if (seen.kind === 'entry' && all.situation.userns) actions.push({ do: 'plant-hook' }) // crun may cut the mode.
  return { actions, reason, after: all.who.named ? null : after }
}

/**
 * The kernel's answer for a node. Of an entry mode bits tell, unless runc binds the host's node in its place: that can
 * have an ACL, and another group than the one that crun makes of the entry in a user namespace.
 */
function answerWith(
  { gid, hostGid }: Group,
  { seen, wanted, host, bindable }: Observation,
  all: Circumstances,
): Usable {
  if (seen.kind === 'own' || seen.kind === 'shared') return seen.openableWithGroup
  if (seen.kind !== 'entry') return false
  const made = modeAllows(seen, withGroup(all.who, gid, hostGid), wanted)
  const bound = host?.gid === hostGid ? (bindable?.openableWithGroup ?? null) : (bindable?.openable ?? null)
  return promised({ made, bound }, all)
}

function tooLittle({ seen }: Observation, { gid }: Group): Obstacle {
  const mode = 'mode' in seen ? `the mode ${showMode(seen.mode)}` : 'nothing'
  return { refusal: 'impossible', reason: `${mode} gives its group ${gid} too little, or an ACL keeps the user out` }
}

const UNASKED: Obstacle = {
  refusal: 'impossible',
  reason: 'the kernel could not be asked as a member of the group of the device',
}

const UNSETTLED: Obstacle = {
  refusal: 'unmapped',
  reason: 'which node the container will have depends on the runtime (crun makes one, runc binds)',
}

/** A node shows the gid of the host; an entry holds the one that the container will see. */
function groupOf(device: Observation, { maps, situation }: Circumstances): Group | Obstacle {
  const { seen } = device
  if (seen.kind === 'entry') {
    const hostGid = toOutside(maps.gid, seen.gid)
    return hostGid === UNMAPPED ? unmapped(seen.gid, device) : { gid: seen.gid, hostGid: hostGid as HostGid }
  }
  if (seen.kind !== 'own' && seen.kind !== 'shared')
    return { refusal: 'absent', reason: 'the container has no such node' }
  if (!situation.realRoot && seen.gid === OVERFLOW_ID) return unmapped(seen.gid, device)
  const gid = toInside(maps.gid, seen.gid)
  return gid === UNMAPPED ? unmapped(seen.gid, device) : { gid: gid as ContainerGid, hostGid: seen.gid }
}

/** An unmapped group shows as 65534, which is no name to give to anybody. */
function unmapped(gid: number, device: Observation): Obstacle {
  const which = gid === OVERFLOW_ID ? 'the group of the device' : `the group ${gid} of the device`
  const reason = `${which} is not mapped into the user namespace of the container`
  return { refusal: 'unmapped', reason, remedy: mapTheGroup(device) }
}
