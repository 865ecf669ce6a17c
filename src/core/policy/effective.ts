import type { PolicyFile } from './file.ts'
import { NEVER_GID, NEVER_GROUPS, NEVER_NUMBERS, UNNAMED_CLASS } from './never.ts'
import { showPattern } from './number.ts'
import { policyOf } from './parse.ts'
import { ALL_DEVICES, BUILT_IN, GRANTS } from './policy.ts'
import { type KeyPath, type Position, tomlPositions } from './positions.ts'
import { KINDS, type Kind, listOf, listRules, TABLES, type Table } from './rule.ts'
import { type Shadowed, shadowedRules } from './shadow.ts'

/** One line of the effective policy. */
export interface EffectiveLine {
  /** `deny.devices`, `on_denied`, or `never.numbers` for what no file can take away. */
  readonly key: string
  readonly value: string
  /** `FILE:LINE`, or "built-in". */
  readonly from: string
}

/** A rule without effect, and where it stands. */
export interface ShadowedLine extends Omit<Shadowed, 'path'> {
  readonly at: string
}

/** The JSON of `policy check --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface PolicyDocument {
  readonly version: 1
  /** The files that were read; none: the built-in policy alone. */
  readonly files: readonly string[]
  readonly policy: readonly EffectiveLine[]
  readonly shadowed: readonly ShadowedLine[]
  /** Groups that rules name and this host does not have. */
  readonly unknownGroups: readonly string[]
}

/** What holds, line by line: settings first, then what is never done, then the rules of each file. */
export function policyDocument(files: readonly PolicyFile[], hasGroup: (name: string) => boolean): PolicyDocument {
  return {
    version: 1,
    files: files.map(({ source }) => source),
    policy: [...settings(files), ...NEVER_LINES, ...defaults(files), ...files.flatMap(ruleLines)],
    shadowed: files.flatMap(shadowedLines),
    unknownGroups: unknownGroups(files, hasGroup),
  }
}

function settings(files: readonly PolicyFile[]): EffectiveLine[] {
  const { onDenied, annotations, selinuxLabel, log } = policyOf(files)
  const line = (path: KeyPath, value: string, also: KeyPath = path): EffectiveLine => {
    const from = placesOf(files, [path, also])
    return { key: path.join('.'), value, from: from.length === 0 ? BUILT_IN : from.join(', ') }
  }
  const counting = annotations === 'all' ? annotations : annotations.join(', ') || 'none'
  return [
    line(['on_denied'], onDenied),
    line(['annotations'], counting, ['identity']),
    line(['selinux', 'label'], selinuxLabel),
    line(['log', 'file'], log.file),
    line(['log', 'syslog'], log.syslog),
  ]
}

/** Every file that has one of the keys: where they differ, the narrowest of them counts. */
function placesOf(files: readonly PolicyFile[], paths: readonly KeyPath[]): string[] {
  const places = files.flatMap(({ source, toml }) => {
    const find = tomlPositions(toml)
    return paths.flatMap((path) => {
      const position = find(path)
      return position === undefined ? [] : [`${source}:${position.line}`]
    })
  })
  return [...new Set(places)]
}

const NEVER_LINES: readonly EffectiveLine[] = [
  ...NEVER_NUMBERS.map((pattern) => ({ key: 'never.numbers', value: showPattern(pattern), from: BUILT_IN })),
  { key: 'never.groups', value: [NEVER_GID, ...NEVER_GROUPS].join(', '), from: BUILT_IN },
]

/** What holds where no file narrows it. */
function defaults(files: readonly PolicyFile[]): EffectiveLine[] {
  const said = (table: 'allow' | 'create', ...kinds: Kind[]) =>
    files.some(({ content }) => kinds.some((kind) => listOf(content, table, kind) !== undefined))
  const isNamed =
    files.length > 0 && files.every(({ content }) => content.allow?.classes?.includes(UNNAMED_CLASS) === true)
  const lines = [
    isNamed ? [] : [['deny.classes', UNNAMED_CLASS]],
    said('allow', 'devices', 'numbers', 'classes') ? [] : [['allow.devices', ALL_DEVICES.devices.join(', ')]],
    said('allow', 'groups') ? [] : [['allow.groups', 'all']],
    said('allow', 'strategies') ? [] : [['allow.strategies', GRANTS.join(', ')]],
    said('create', 'devices', 'numbers', 'classes') ? [] : [['create.devices', 'none']],
  ].flat()
  return lines.map(([key = '', value = '']) => ({ key, value, from: BUILT_IN }))
}

function ruleLines({ source, toml, content }: PolicyFile): EffectiveLine[] {
  const find = tomlPositions(toml)
  const line = (path: KeyPath, value: string) => {
    const [table, kind] = path
    return { key: `${table}.${kind}`, value, from: `${source}:${find(path)?.line}` }
  }
  const rules = listRules(content)
  const ofList = (table: Table, kind: Kind) => {
    const inList = rules.filter((rule) => rule.table === table && rule.kind === kind)
    const isEmpty = listOf(content, table, kind)?.length === 0
    return isEmpty ? [line([table, kind], 'none')] : inList.map(({ path, value }) => line(path, String(value)))
  }
  return TABLES.flatMap((table) => KINDS.flatMap((kind) => ofList(table, kind)))
}

function shadowedLines({ source, toml, content }: PolicyFile): ShadowedLine[] {
  const find = tomlPositions(toml)
  return shadowedRules(content).map(({ path, rule, reason }) => {
    const { line, column }: Position = find(path) ?? { line: 1, column: 1 }
    return { at: `${source}:${line}:${column}`, rule, reason }
  })
}

function unknownGroups(files: readonly PolicyFile[], hasGroup: (name: string) => boolean): string[] {
  const names = files.flatMap(({ content }) => listRules(content).filter(({ kind }) => kind === 'groups'))
  const missing = names.flatMap(({ value }) => (typeof value === 'string' && !hasGroup(value) ? [value] : []))
  return [...new Set(missing)]
}
