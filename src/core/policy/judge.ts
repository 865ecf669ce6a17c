import { type DeviceNumber, showNumber } from '../model/device.ts'
import type { HostGid } from '../model/ids.ts'
import { globMatches } from './glob.ts'
import type { GrantName, NumberPattern, Policy } from './policy.ts'

/** Looks a host group up by name; undefined when the host has no such group. */
export type GroupLookup = (name: string) => HostGid | undefined

/** Says why the policy keeps the hook from serving a device, or nothing when it does not. */
export function deviceDenial(policy: Policy, path: string, number: DeviceNumber): string | undefined {
  const pattern = policy.denyNumbers.find((denied) => numberMatches(denied, number))
  if (pattern !== undefined) return `the policy (${policy.source}) denies ${showPattern(pattern)}`
  const glob = policy.denyDevices.find((denied) => globMatches(denied, path))
  if (glob !== undefined) return `the policy (${policy.source}) denies ${glob}`
  if (policy.allow.some((allowed) => globMatches(allowed, path))) return undefined
  return `the policy (${policy.source}) allows only ${policy.allow.join(', ') || 'nothing'}`
}

/** The same for a strategy. */
export function strategyDenial(policy: Policy, strategy: GrantName): string | undefined {
  return policy.strategies.includes(strategy)
    ? undefined
    : `the policy (${policy.source}) does not allow the strategy ${strategy}`
}

/** The same for adding a device that the engine did not give. */
export function creationDenial(policy: Policy, path: string): string | undefined {
  if (policy.create.some((allowed) => globMatches(allowed, path))) return undefined
  const allowed = policy.create.length === 0 ? 'no devices to be added' : `only ${policy.create.join(', ')} to be added`
  return `the policy (${policy.source}) allows ${allowed}`
}

/** The same for giving the container a group of the host. */
export function groupDenial(policy: Policy, gid: HostGid, lookup: GroupLookup): string | undefined {
  if (policy.denyGids.includes(gid)) return `the policy (${policy.source}) never gives gid ${gid} to a container`
  const name = policy.denyGroups.find((group) => lookup(group) === gid)
  return name === undefined ? undefined : `the policy (${policy.source}) never gives the group ${name} to a container`
}

function numberMatches(pattern: NumberPattern, { type, major, minor }: DeviceNumber): boolean {
  return type === pattern.type && (pattern.major ?? major) === major && (pattern.minor ?? minor) === minor
}

function showPattern({ type, major, minor }: NumberPattern): string {
  if (major === undefined) return type === 'b' ? 'block devices' : 'character devices'
  return minor === undefined ? `${type} ${major}:*` : showNumber({ type, major, minor })
}
