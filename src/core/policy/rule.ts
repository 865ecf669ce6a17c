import { globIncludes, globsMeet } from './glob-sets.ts'
import { numberIncludes, numbersMeet, parseNumber } from './number.ts'
import type { KeyPath } from './positions.ts'
import type { PolicyContent } from './schema.ts'

export const TABLES = ['allow', 'deny', 'create'] as const
export type Table = (typeof TABLES)[number]

export const KINDS = ['devices', 'numbers', 'classes', 'groups', 'strategies'] as const
export type Kind = (typeof KINDS)[number]

/** One element of one list of a policy file, as it is written. */
export interface Rule {
  readonly table: Table
  readonly kind: Kind
  readonly value: string | number
  /** Where it stands. */
  readonly path: KeyPath
}

/** All rules of a file, table by table. */
export function listRules(content: PolicyContent): Rule[] {
  return TABLES.flatMap((table) =>
    KINDS.flatMap((kind) => (listOf(content, table, kind) ?? []).map((value, at) => rule(table, kind, value, at))),
  )
}

/** A list of a file; undefined where the file does not have it, which is not the same as an empty one. */
export function listOf(content: PolicyContent, table: Table, kind: Kind): readonly (string | number)[] | undefined {
  const lists: Partial<Record<Kind, readonly (string | number)[] | undefined>> = content[table] ?? {}
  return lists[kind]
}

/** `deny.devices "/dev/video*"` */
export function showRule({ table, kind, value }: Rule): string {
  return `${table}.${kind} ${typeof value === 'number' ? value : `"${value}"`}`
}

/** Whether everything that `inner` matches is matched by `outer`. Both are of one kind. */
export function includes(outer: Rule, inner: Rule): boolean {
  return compare(outer, inner, globIncludes, numberIncludes)
}

/** Whether something is matched by both. */
export function meets(one: Rule, other: Rule): boolean {
  return compare(one, other, globsMeet, numbersMeet)
}

function compare(one: Rule, other: Rule, globs: typeof globsMeet, numbers: typeof numbersMeet): boolean {
  if (one.kind === 'devices') return globs(String(one.value), String(other.value))
  if (one.kind !== 'numbers') return one.value === other.value
  const [a, b] = [parseNumber(String(one.value)), parseNumber(String(other.value))]
  return a !== undefined && b !== undefined && numbers(a, b)
}

function rule(table: Table, kind: Kind, value: string | number, at: number): Rule {
  return { table, kind, value, path: [table, kind, at] }
}
