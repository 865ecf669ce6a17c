import { showMode } from '../../model/device.ts'
import { type ContainerGid, type HostGid, OVERFLOW_ID, UNMAPPED } from '../../model/ids.ts'
import type { Observation } from '../../model/observation.ts'
import { groupDenial, strategyDenial } from '../../policy/judge.ts'
import { modeAllows } from '../../resolve/access.ts'
import { withGroup } from '../../resolve/identity.ts'
import { toInside, toOutside } from '../../resolve/idmap.ts'
import type { Circumstances, Obstacle, Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'

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
  const denial = strategyDenial(all.policy, 'groups') ?? groupDenial(all.policy, group.hostGid, all.groupNamed)
  if (denial !== undefined) return { refusal: 'policy', reason: denial }
  const { seen, wanted } = device
  const unsettled = isUnsettled(device, group, all)
  if (unsettled !== undefined) return unsettled
  if (!('mode' in seen)) return { refusal: 'impossible', reason: 'there is no node whose group could be given' }
  const who = withGroup(all.who, group.gid, group.hostGid)
  const opens = seen.kind === 'entry' ? modeAllows(seen, who, wanted) : modeAllows(seen, hostView(who), wanted)
  if (!opens)
    return { refusal: 'impossible', reason: `the mode ${showMode(seen.mode)} gives its group ${group.gid} too little` }
  const reason = `the group ${group.gid} of the device may open it and uid ${all.who.uid} may not`
  const actions: PrecreateAction[] = [{ do: 'add-group', gid: group.gid }]
  if (seen.kind === 'entry' && all.situation.userns) actions.push({ do: 'plant-hook' }) // crun may cut the mode.
  return { actions, reason, after: all.who.named ? null : true }
}

/**
 * With a user namespace crun makes a node with the group of the entry, and runc binds the one of the host: only where
 * both come to the same gid can it be given.
 */
function isUnsettled(
  { seen, host }: Observation,
  { hostGid }: Group,
  { situation }: Circumstances,
): Obstacle | undefined {
  if (seen.kind !== 'entry' || !situation.userns || host?.gid === hostGid) return undefined
  return {
    refusal: 'unmapped',
    reason: 'which group the node will have depends on the runtime (crun makes one, runc binds)',
  }
}

/** A node shows the gid of the host; an entry holds the one that the container will see. */
function groupOf({ seen }: Observation, { maps, situation }: Circumstances): Group | Obstacle {
  if (seen.kind === 'entry') {
    const hostGid = toOutside(maps.gid, seen.gid)
    return hostGid === UNMAPPED ? unmapped(seen.gid) : { gid: seen.gid as ContainerGid, hostGid: hostGid as HostGid }
  }
  if (seen.kind !== 'own' && seen.kind !== 'shared')
    return { refusal: 'absent', reason: 'the container has no such node' }
  if (!situation.realRoot && seen.gid === OVERFLOW_ID) return unmapped(seen.gid)
  const gid = toInside(maps.gid, seen.gid)
  return gid === UNMAPPED ? unmapped(seen.gid) : { gid: gid as ContainerGid, hostGid: seen.gid }
}

/** An unmapped group shows as 65534, which is no name to give to anybody. */
function unmapped(gid: number): Obstacle {
  const which = gid === OVERFLOW_ID ? 'the group of the device' : `the group ${gid} of the device`
  const reason = `${which} is not mapped into the user namespace of the container`
  return { refusal: 'unmapped', reason, remedy: 'map the group into the container with --gidmap' }
}

function hostView({ host, overridesModes }: Circumstances['who']) {
  const number = (id: number | typeof UNMAPPED) => (id === UNMAPPED ? Number.NaN : id)
  return { uid: number(host.uid), gid: number(host.gid), groups: host.groups.map(number), overridesModes }
}
