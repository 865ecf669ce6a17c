import type { Access, DeviceNumber } from '../model/device.ts'
import { READ_WRITE } from '../model/device.ts'
import type { Situation } from '../model/situation.ts'
import type { Config } from '../parse/config.ts'

type Rule = NonNullable<NonNullable<NonNullable<Config['linux']>['resources']>['devices']>[number]

/**
 * Devices that crun and runc allow whatever config.json says (config-linux.md, "Default Devices", and crun's
 * cgroup-resources.c): a container without a rule for them still opens them.
 */
const ALWAYS: readonly string[] = ['1:3', '1:5', '1:7', '1:8', '1:9', '5:0', '5:1', '5:2', '10:200']
const PTS_MAJOR = 136

/** The device rules of a container, and what they come to. */
export interface DeviceRules {
  /** `linux.resources.devices` */
  readonly list: readonly Rule[]
  /** Whether a device may be opened that no rule speaks of; null where it is not known. */
  readonly unspoken: boolean | null
}

/**
 * The rules of config.json, and what the runtime makes of devices that none of them speaks of.
 *
 * runc starts from "nothing is allowed" (libcontainer/cgroups/devices). crun writes no rule where there is none, and then
 * nothing is denied; where there are some, it depends on the version of cgroups what they are added to. Rootless runtimes
 * cannot set any (kernel: CAP_SYS_ADMIN in the initial user namespace). Engines write a first rule that denies
 * everything, and with it no question is left.
 */
export function deviceRules(
  { linux }: Config,
  { realRoot, runtime }: Pick<Situation, 'realRoot' | 'runtime'>,
): DeviceRules {
  const list = linux?.resources?.devices ?? []
  if (!realRoot || !leavesOpen(linux)) return { list, unspoken: true }
  if (!runtime.sure || runtime.name === 'unknown') return { list, unspoken: null }
  return { list, unspoken: runtime.name === 'runc' ? false : list.length === 0 ? true : null }
}

/** Whether there may be devices that no rule speaks of, so that it matters which runtime it is. */
export function leavesOpen(linux: Config['linux']): boolean {
  const everything = (rule: Rule) => isAnyType(rule) && isAny(rule.major) && isAny(rule.minor) && isReadWrite(rule)
  return linux?.resources?.devices?.some(everything) !== true
}

/** What a container is meant to have of a device, and whether its rules let it have anything at all. */
export interface Grant {
  readonly wanted: Access
  /** null where that is not known. */
  readonly allowedByRules: boolean | null
}

/**
 * The access to one device that a container is meant to have: what its rules leave, or both ways where they close it.
 *
 * Rules are applied in their order, so the last that matches wins (config-linux.md, "Allowed Device list").
 */
export function grantByRules(rules: DeviceRules, number: DeviceNumber): Grant {
  const { read, write } = spoken(rules, number)
  if (read === false && write === false) return { wanted: READ_WRITE, allowedByRules: false }
  const isKnown = read !== null && write !== null
  return { wanted: { read: read !== false, write: write !== false }, allowedByRules: isKnown ? true : null }
}

/** Whether the rules let a container read and write a device; null where that is not known. */
export function allowReadWrite(rules: DeviceRules, number: DeviceNumber): boolean | null {
  const { read, write } = spoken(rules, number)
  if (read === false || write === false) return false
  return read === null || write === null ? null : true
}

type Spoken = Readonly<Record<keyof Access, boolean | null>>

function spoken({ list, unspoken }: DeviceRules, number: DeviceNumber): Spoken {
  if (isAlwaysAllowed(number)) return READ_WRITE
  let access: Spoken = { read: unspoken, write: unspoken }
  for (const rule of list) if (matches(rule, number)) access = applyRule(access, rule)
  return access
}

function applyRule({ read, write }: Spoken, rule: Rule): Spoken {
  const names = rule.access ?? 'rwm'
  return {
    read: names.includes('r') ? rule.allow : read,
    write: names.includes('w') ? rule.allow : write,
  }
}

function matches(rule: Rule, { type, major, minor }: DeviceNumber): boolean {
  return (isAnyType(rule) || rule.type === type) && covers(rule.major, major) && covers(rule.minor, minor)
}

function isAnyType({ type }: Rule): boolean {
  return type === undefined || type === null || type === 'a' || type === ''
}

function covers(pattern: number | null | undefined, value: number): boolean {
  return isAny(pattern) || pattern === value
}

function isAny(pattern: number | null | undefined): boolean {
  return pattern === undefined || pattern === null || pattern === -1
}

function isReadWrite({ access }: Rule): boolean {
  const names = access ?? 'rwm'
  return names.includes('r') && names.includes('w')
}

function isAlwaysAllowed({ type, major, minor }: DeviceNumber): boolean {
  return type === 'c' && (major === PTS_MAJOR || ALWAYS.includes(`${major}:${minor}`))
}
