import type { HostNode } from '../../model/device.ts'
import type { HostGid } from '../../model/ids.ts'
import { groupDenial } from '../../policy/judge.ts'
import type { CdiPolicy } from '../generate.ts'
import { groupOf } from '../gids.ts'
import { fail, type Remark, warn } from './finding.ts'

/**
 * Whether the groups of a device are those that its nodes need.
 *
 * @param given Of the device and of the spec as a whole.
 */
export function checkGroups(
  nodes: readonly HostNode[],
  given: readonly number[],
  { policy, lookup }: CdiPolicy,
): Remark[] {
  const wanted = nodes.flatMap((node) => {
    const grant = groupOf(node, policy, lookup)
    return grant.give && !given.includes(grant.gid) ? [warn('group-missing', lacking(node, grant.gid))] : []
  })
  const owners = new Set<number>(nodes.map(({ gid }) => gid))
  const stale = given
    .filter((gid) => nodes.length > 0 && !owners.has(gid))
    .map((gid) => fail('group-stale', unused(gid), AGAIN))
  const denied = given.flatMap((gid) => {
    const why = groupDenial(policy, gid as HostGid, lookup)
    return why === undefined ? [] : [fail('group-denied', `it gives the group ${gid}: ${why}`, AGAIN)]
  })
  return [...wanted, ...stale, ...denied]
}

const AGAIN = 'make the spec again: oci-device-hook cdi generate'

function lacking({ path }: HostNode, gid: number): string {
  return `the group ${gid} of ${path} is not given: a user can open it only where the engine makes the node his own`
}

function unused(gid: number): string {
  return `it gives the group ${gid}, which none of its nodes has: the container gets a right that has nothing to do with the device`
}
