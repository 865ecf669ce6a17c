import type { DeviceClass } from '../model/device-class.ts'
import { type PolicyFile, type PolicyText, parsePolicyFile } from './file.ts'
import { type NumberPattern, parseNumber } from './number.ts'
import {
  ALL_DEVICES,
  ANNOTATION_KEYS,
  type AnnotationKey,
  BUILT_IN_POLICY,
  GRANTS,
  LOG_LEVELS,
  type LogLevel,
  type Policy,
  type Rules,
  type Selector,
  type Settings,
} from './policy.ts'
import type { PolicyContent } from './schema.ts'

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

function settingsOf(contents: readonly PolicyContent[]): Settings {
  const { onDenied, selinuxLabel, log } = BUILT_IN_POLICY
  const said = <T>(pick: (content: PolicyContent) => T | undefined) =>
    contents.map(pick).filter((value): value is T & {} => value !== undefined)
  return {
    onDenied: narrowest(
      ['continue', 'fail'],
      said((each) => each.on_denied),
      onDenied,
    ),
    annotations: annotationsOf(said(countingIn), said((each) => each.identity).includes('process')),
    selinuxLabel: narrowest(
      ['container', 'none'],
      said((each) => each.selinux?.label),
      selinuxLabel,
    ),
    log: {
      file: quietest(
        said((each) => each.log?.file),
        log.file,
      ),
      syslog: quietest(
        said((each) => each.log?.syslog),
        log.syslog,
      ),
    },
  }
}

/** The last in `order` of the values that were said; the built-in one where none was. */
function narrowest<T>(order: readonly T[], said: readonly T[], builtIn: T): T {
  return order.findLast((value) => said.includes(value)) ?? builtIn
}

function quietest(said: readonly LogLevel[], builtIn: LogLevel): LogLevel {
  return narrowest(LOG_LEVELS, said, builtIn)
}

function countingIn({ annotations }: PolicyContent): Settings['annotations'] | undefined {
  return annotations === 'none' ? [] : annotations
}

/** `identity = "process"` is the same as not letting the annotation `user` count. */
function annotationsOf(said: readonly Settings['annotations'][], byProcess: boolean): Settings['annotations'] {
  const lists = said.filter((value): value is readonly AnnotationKey[] => value !== 'all')
  if (lists.length === 0 && !byProcess) return 'all'
  const counts = (key: AnnotationKey) => lists.every((list) => list.includes(key)) && !(byProcess && key === 'user')
  return ANNOTATION_KEYS.filter(counts)
}
