import type { DeviceClass } from '../model/device-class.ts'
import { type PolicyFile, type PolicyText, parsePolicyFile } from './file.ts'
import { type NumberPattern, parseNumber } from './number.ts'
import { ALL_DEVICES, BUILT_IN_POLICY, GRANTS, type Policy, type Rules, type Selector } from './policy.ts'
import { settingsOf } from './settings.ts'

/** The policy of some files. @throws {HookError} `ERR_POLICY`, exit 78, with line and column. */
export function parsePolicies(texts: readonly PolicyText[]): Policy {
  return policyOf(texts.map(parsePolicyFile))
}

/** The policy of one file. @throws {HookError} as `parsePolicies` does */
export function parsePolicy(toml: string, source: string): Policy {
  return parsePolicies([{ toml, source }])
}

/**
 * The policy of several files: what is granted must be granted by each, and of each setting the narrowest value counts
 * that one of them names.
 */
export function policyOf(files: readonly PolicyFile[]): Policy {
  if (files.length === 0) return BUILT_IN_POLICY
  return { files: files.map(rulesOf), ...settingsOf(files.map(({ content }) => content)) }
}

function rulesOf({ source, content: { allow = {}, deny = {}, create = {} } }: PolicyFile): Rules {
  const isDenied = (strategy: string) => deny.strategies?.some((denied) => denied === strategy) === true
  const { devices, numbers, classes } = allow
  const isNarrowed = [devices, numbers, classes].some((list) => list !== undefined)
  return {
    source,
    allow: isNarrowed ? selectorOf(allow) : ALL_DEVICES,
    deny: selectorOf(deny),
    create: selectorOf(create),
    allowGroups: allow.groups,
    denyGroups: deny.groups ?? [],
    strategies: (allow.strategies ?? GRANTS).filter((strategy) => !isDenied(strategy)),
  }
}

interface SelectorContent {
  readonly devices?: string[] | undefined
  readonly numbers?: string[] | undefined
  readonly classes?: DeviceClass[] | undefined
}

function selectorOf({ devices = [], numbers = [], classes = [] }: SelectorContent): Selector {
  const patterns = numbers.map(parseNumber).filter((pattern): pattern is NumberPattern => pattern !== undefined)
  return { devices, numbers: patterns, classes }
}
