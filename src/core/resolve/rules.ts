import type { Access, DeviceNumber } from '../model/device.ts'
import { READ_WRITE } from '../model/device.ts'
import type { Config } from '../parse/config.ts'

type Rule = NonNullable<NonNullable<NonNullable<Config['linux']>['resources']>['devices']>[number]

/**
 * Devices that crun and runc allow whatever config.json says (config-linux.md, "Default Devices", and crun's
 * cgroup-resources.c): a container without a rule for them still opens them.
 */
const ALWAYS: readonly string[] = ['1:3', '1:5', '1:7', '1:8', '1:9', '5:0', '5:1', '5:2', '10:200']
const PTS_MAJOR = 136

/**
 * The access that the device rules of config.json leave for one device.
 *
 * Rules are applied in their order, so the last that matches wins (config-linux.md, "Allowed Device list").
 *
 * @param rules `linux.resources.devices`; without any, nothing is denied.
 */
export function accessByRules(rules: readonly Rule[] | null | undefined, number: DeviceNumber): Access {
  if (isAlwaysAllowed(number) || rules === null || rules === undefined || rules.length === 0) return READ_WRITE
  let access: Access = { read: true, write: true }
  for (const rule of rules) if (matches(rule, number)) access = applyRule(access, rule)
  return access
}

/** What a container is meant to have of a device, and whether its rules let it have anything at all. */
export interface Grant {
  readonly wanted: Access
  readonly allowedByRules: boolean
}

/** `accessByRules`, as it is planned with: of a device that the rules close, both ways of access are wanted. */
export function grantByRules(rules: readonly Rule[] | null | undefined, number: DeviceNumber): Grant {
  const access = accessByRules(rules, number)
  const allowedByRules = access.read || access.write
  return { wanted: allowedByRules ? access : READ_WRITE, allowedByRules }
}

function applyRule({ read, write }: Access, rule: Rule): Access {
  const names = rule.access ?? 'rwm'
  return {
    read: names.includes('r') ? rule.allow : read,
    write: names.includes('w') ? rule.allow : write,
  }
}

function matches(rule: Rule, { type, major, minor }: DeviceNumber): boolean {
  const anyType = rule.type === undefined || rule.type === null || rule.type === 'a' || rule.type === ''
  return (anyType || rule.type === type) && covers(rule.major, major) && covers(rule.minor, minor)
}

function covers(pattern: number | null | undefined, value: number): boolean {
  return pattern === undefined || pattern === null || pattern === -1 || pattern === value
}

function isAlwaysAllowed({ type, major, minor }: DeviceNumber): boolean {
  return type === 'c' && (major === PTS_MAJOR || ALWAYS.includes(`${major}:${minor}`))
}
