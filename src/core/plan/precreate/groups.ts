import { showMode } from '../../model/device.ts'
import { type ContainerGid, type HostGid, UNMAPPED } from '../../model/ids.ts'
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
  if (!('mode' in seen)) return { refusal: 'impossible', reason: 'there is no node whose group could be given' }
  const who = withGroup(all.who, group.gid, group.hostGid)
  const opens = seen.kind === 'entry' ? modeAllows(seen, who, wanted) : modeAllows(seen, hostView(who), wanted)
  if (!opens)
    return { refusal: 'impossible', reason: `the mode ${showMode(seen.mode)} gives its group ${group.gid} too little` }
  const reason = `the group ${group.gid} of the device may open it and uid ${all.who.uid} may not`
  return { actions: [{ do: 'add-group', gid: group.gid }], reason, after: all.who.named ? null : true }
}

/** A node shows the gid of the host; an entry holds the one that the container will see. */
function groupOf({ seen }: Observation, { maps }: Circumstances): Group | Obstacle {
  if (seen.kind === 'entry') {
    const hostGid = toOutside(maps.gid, seen.gid)
    return hostGid === UNMAPPED ? unmapped(seen.gid) : { gid: seen.gid as ContainerGid, hostGid: hostGid as HostGid }
  }
  if (seen.kind !== 'own' && seen.kind !== 'shared')
    return { refusal: 'absent', reason: 'the container has no such node' }
  const gid = toInside(maps.gid, seen.gid)
  return gid === UNMAPPED ? unmapped(seen.gid) : { gid: gid as ContainerGid, hostGid: seen.gid }
}

function unmapped(gid: number): Obstacle {
  const reason = `the gid ${gid} of the device is not mapped into the container's user namespace`
  return { refusal: 'unmapped', reason, remedy: 'map the group into the container with --gidmap' }
}

function hostView({ host, overridesModes }: Circumstances['who']) {
  const number = (id: number | typeof UNMAPPED) => (id === UNMAPPED ? Number.NaN : id)
  return { uid: number(host.uid), gid: number(host.gid), groups: host.groups.map(number), overridesModes }
}
