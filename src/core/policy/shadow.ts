import { NEVER_GID, NEVER_GROUPS, NEVER_NUMBERS } from './never.ts'
import { hasOneMajor, numberIncludes, parseNumber } from './number.ts'
import type { GrantName } from './policy.ts'
import type { KeyPath } from './positions.ts'
import { includes, type Kind, listOf, listRules, meets, type Rule, showRule } from './rule.ts'
import type { PolicyContent } from './schema.ts'

/** A rule that can never make a difference, and what sees to that. */
export interface Shadowed {
  readonly path: KeyPath
  readonly rule: string
  readonly reason: string
}

/** Names the rules of a file that can never match, or match only what another one matches already. */
export function shadowedRules(content: PolicyContent): Shadowed[] {
  const rules = listRules(content)
  const found = rules.flatMap((rule) => {
    const reason = shadowOf(rule, rules, content)
    return reason === undefined ? [] : [{ path: rule.path, rule: showRule(rule), reason }]
  })
  return [...found, ...shadowedSettings(content)]
}

/** The first reason counts: what no file can change before what this one says. */
function shadowOf(rule: Rule, rules: readonly Rule[], content: PolicyContent): string | undefined {
  return (
    neverGiven(rule) ??
    saidTwice(rule, rules) ??
    denied(rule, rules) ??
    leftOut(rule, rules, content) ??
    idle(rule, content)
  )
}

function neverGiven({ table, kind, value }: Rule): string | undefined {
  const isNever = kind === 'numbers' ? isNeverNumber(value) : kind === 'groups' && isNeverGroup(value)
  if (!isNever) return undefined
  return table === 'deny' ? 'it is never given anyway' : 'it is never given, whatever a file says'
}

function isNeverNumber(value: string | number): boolean {
  const pattern = parseNumber(String(value))
  return pattern !== undefined && NEVER_NUMBERS.some((never) => numberIncludes(never, pattern))
}

function isNeverGroup(value: string | number): boolean {
  return value === NEVER_GID || NEVER_GROUPS.includes(value)
}

/** Of two that are alike the first counts. */
function saidTwice(rule: Rule, rules: readonly Rule[]): string | undefined {
  const alike = rules.filter(({ table, kind }) => table === rule.table && kind === rule.kind)
  const at = alike.indexOf(rule)
  const isWider = (each: Rule, index: number) =>
    index !== at && includes(each, rule) && !namesMore(rule, each) && (index < at || !includes(rule, each))
  const wider = alike.find(isWider)
  return wider === undefined ? undefined : `${showRule(wider)} matches all that it matches`
}

/** Of one major a rule allows what a range does not: what has to be named (policy/never.ts). */
function namesMore(one: Rule, other: Rule): boolean {
  const [a, b] = [one, other].map(({ value }) => parseNumber(String(value)))
  return one.table === 'allow' && a !== undefined && b !== undefined && hasOneMajor(a) && !hasOneMajor(b)
}

function denied(rule: Rule, rules: readonly Rule[]): string | undefined {
  if (rule.table === 'deny') return undefined
  const deny = rules.find((each) => each.table === 'deny' && each.kind === rule.kind && includes(each, rule))
  return deny === undefined ? undefined : `${showRule(deny)} denies all that it matches`
}

const DEVICE_KINDS: readonly Kind[] = ['devices', 'numbers', 'classes']

/** Only where all that is allowed is of the same kind can it be told that nothing of a rule is. */
function leftOut(rule: Rule, rules: readonly Rule[], content: PolicyContent): string | undefined {
  if (rule.table === 'allow') return undefined
  const kinds = DEVICE_KINDS.includes(rule.kind) ? DEVICE_KINDS : [rule.kind]
  const narrowed = kinds.filter((kind) => listOf(content, 'allow', kind) !== undefined)
  if (narrowed.length !== 1 || narrowed[0] !== rule.kind) return undefined
  const allowed = rules.filter(({ table, kind }) => table === 'allow' && kind === rule.kind)
  return allowed.some((each) => meets(each, rule)) ? undefined : `allow.${rule.kind} lets nothing of it through`
}

/** Groups are given by one strategy alone, and devices are added by one. */
function idle({ table, kind }: Rule, content: PolicyContent): string | undefined {
  const strategy = kind === 'groups' ? 'groups' : table === 'create' ? 'create' : undefined
  return strategy !== undefined && isOff(strategy, content) ? `the strategy ${strategy} is switched off` : undefined
}

function isOff(strategy: GrantName, { allow, deny }: PolicyContent): boolean {
  return deny?.strategies?.includes(strategy) === true || allow?.strategies?.includes(strategy) === false
}

function shadowedSettings({ annotations, identity, create }: PolicyContent): Shadowed[] {
  const listed = annotations === 'none' ? [] : annotations
  if (listed === undefined || listed === 'all') return []
  const found: Shadowed[] = []
  if (create !== undefined && !listed.includes('devices')) {
    found.push({ path: ['create'], rule: '[create]', reason: 'the annotation devices does not count' })
  }
  if (identity === 'process' && listed.includes('user')) {
    const path = ['annotations', listed.indexOf('user')]
    found.push({ path, rule: 'annotations "user"', reason: 'identity = "process" does not let it count' })
  }
  return found
}
