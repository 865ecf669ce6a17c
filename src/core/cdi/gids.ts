import type { HostNode } from '../model/device.ts'
import { type HostGid, OVERFLOW_ID } from '../model/ids.ts'
import { type GroupLookup, groupDenial, strategyDenial } from '../policy/judge.ts'
import type { Policy } from '../policy/policy.ts'

/** Whether a node's group is to be given to the containers that get the node, and why not. */
export type GroupGrant =
  | { readonly give: true; readonly gid: HostGid }
  | { readonly give: false; readonly reason: 'root' | 'unknown' | 'world' | 'denied'; readonly why: string }

const NOBODYS = 'it is what the kernel shows for a group that a user namespace does not map, or the group of nobody'
/** Read and write for everybody. */
const WORLD = 0o006

/**
 * The rule: add the node's gid unless it is 0, unknown, denied by the policy, or the world may read and write.
 *
 * The same rule as NVIDIA's generator has for its own nodes (nvidia-container-toolkit, pkg/nvcdi).
 */
export function groupOf({ gid, mode }: HostNode, policy: Policy, lookup: GroupLookup): GroupGrant {
  if (gid === 0) return { give: false, reason: 'root', why: 'its group is root' }
  if (gid === OVERFLOW_ID) return { give: false, reason: 'unknown', why: NOBODYS }
  if ((mode & WORLD) === WORLD) return { give: false, reason: 'world', why: 'everybody may open it' }
  const denial = strategyDenial(policy, 'groups') ?? groupDenial(policy, gid, lookup)
  return denial === undefined ? { give: true, gid } : { give: false, reason: 'denied', why: denial }
}
