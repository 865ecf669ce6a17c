import type { DeviceNumber } from '../model/device.ts'
import type { DeviceClass } from '../model/device-class.ts'
import type { HostGid } from '../model/ids.ts'
import { globMatches } from './glob.ts'
import { MAY_BE_STORAGE, NEVER_GID, NEVER_GROUPS, NEVER_NUMBERS, UNNAMED_CLASS } from './never.ts'
import { hasOneMajor, numberMatches, showPattern } from './number.ts'
import { BUILT_IN, type GrantName, type GroupRef, type Policy, type Rules, type Selector } from './policy.ts'

/** The gid of one of the host's groups, as we count it; undefined when the host, or our user namespace, has none. */
export type GroupLookup = (group: GroupRef) => HostGid | undefined

/** What a device number is for. Asked only where a rule speaks of classes. */
export type ClassLookup = (number: DeviceNumber) => DeviceClass

/** A device as rules see it: by its path on the host, its number, and what the kernel says of that. */
export interface Subject {
  readonly path: string
  readonly number: DeviceNumber
  readonly classOf: ClassLookup
}

/** Says why the policy keeps the hook from serving a device, or nothing when it does not. */
export function deviceDenial({ files }: Policy, device: Subject): string | undefined {
  const never = NEVER_NUMBERS.find((pattern) => numberMatches(pattern, device.number))
  if (never !== undefined) return `the policy (${BUILT_IN}) denies ${showPattern(never)}`
  return firstOf(files, ({ source, allow, deny }) => {
    const denied = matchIn(deny, device)
    if (denied !== undefined) return `the policy (${source}) denies ${denied}`
    if (!isNamed(allow, device))
      return `the policy (${source}) denies the class ${UNNAMED_CLASS}, unless [allow] names it`
    if (matchIn(allow, device) !== undefined) return undefined
    return `the policy (${source}) allows only ${showSelector(allow) || 'nothing'}`
  })
}

/** The same for a strategy. */
export function strategyDenial({ files }: Policy, strategy: GrantName): string | undefined {
  return firstOf(files, ({ source, strategies, allowGroups }) => {
    if (!strategies.includes(strategy)) return `the policy (${source}) does not allow the strategy ${strategy}`
    if (strategy !== 'keep-groups' || allowGroups === undefined) return undefined
    return `the policy (${source}) allows certain groups, and keep-groups would give all that the caller has`
  })
}

/** The same for adding a device that the engine did not give. */
export function creationDenial({ files }: Policy, device: Subject): string | undefined {
  return firstOf(files, ({ source, create }) => {
    if (matchIn(create, device) !== undefined) return undefined
    const allowed = showSelector(create)
    return `the policy (${source}) allows ${allowed === '' ? 'no devices' : `only ${allowed}`} to be added`
  })
}

/** The same for giving the container a group of the host. */
export function groupDenial({ files }: Policy, gid: HostGid, gidOf: GroupLookup): string | undefined {
  const never = gid === NEVER_GID ? NEVER_GID : NEVER_GROUPS.find((group) => gidOf(group) === gid)
  if (never !== undefined) return neverGives(BUILT_IN, never)
  return firstOf(files, ({ source, allowGroups, denyGroups }) => {
    const denied = denyGroups.find((group) => gidOf(group) === gid)
    if (denied !== undefined) return neverGives(source, denied)
    if (allowGroups === undefined || allowGroups.some((group) => gidOf(group) === gid)) return undefined
    return `the policy (${source}) gives only ${showGroups(allowGroups)} to a container`
  })
}

function firstOf(files: readonly Rules[], denial: (rules: Rules) => string | undefined): string | undefined {
  for (const rules of files) {
    const reason = denial(rules)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Of a class that has to be named: whether a rule speaks of the class, or of this number and no other major. */
function isNamed({ numbers, classes }: Selector, { number, classOf }: Subject): boolean {
  if (!MAY_BE_STORAGE.some((pattern) => numberMatches(pattern, number))) return true
  const isOneOf = numbers.some((pattern) => hasOneMajor(pattern) && numberMatches(pattern, number))
  return isOneOf || classes.includes(UNNAMED_CLASS) || classOf(number) !== UNNAMED_CLASS
}

/** The rule that matches, as it is written. The class comes last: to tell it, files of sysfs are read. */
function matchIn({ devices, numbers, classes }: Selector, { path, number, classOf }: Subject): string | undefined {
  const pattern = numbers.find((each) => numberMatches(each, number))
  if (pattern !== undefined) return showPattern(pattern)
  const glob = devices.find((each) => globMatches(each, path))
  if (glob !== undefined || classes.length === 0) return glob
  const found = classOf(number)
  return classes.includes(found) ? `the class ${found}` : undefined
}

function showSelector({ devices, numbers, classes }: Selector): string {
  const shown = [...devices, ...numbers.map(showPattern), ...classes.map((each) => `the class ${each}`)]
  return shown.join(', ')
}

function neverGives(source: string, group: GroupRef): string {
  return `the policy (${source}) never gives ${showGroup(group)} to a container`
}

function showGroup(group: GroupRef): string {
  return typeof group === 'number' ? `gid ${group}` : `the group ${group}`
}

function showGroups(groups: readonly GroupRef[]): string {
  return groups.map(showGroup).join(', ') || 'no group'
}
