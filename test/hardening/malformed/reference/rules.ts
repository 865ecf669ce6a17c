import type { ValueNode } from '@humanwhocodes/momoa'
import { membersOf, textOf } from './json.ts'

/** Whether a value, or its absence, fits. */
export type Rule = (node: ValueNode | undefined) => boolean

/** Absent or null also fits: Go programs write null for "none". */
export function maybe(rule: Rule): Rule {
  return (node) => node === undefined || node.type === 'Null' || rule(node)
}

/** Absent also fits. */
export function optional(rule: Rule): Rule {
  return (node) => node === undefined || rule(node)
}

export function text(fits: (text: string) => boolean = () => true): Rule {
  return (node) => {
    const value = textOf(node)
    return value !== undefined && fits(value)
  }
}

export function whole(least: number, most: number): Rule {
  return (node) => node?.type === 'Number' && Number.isInteger(node.value) && node.value >= least && node.value <= most
}

export const flag: Rule = (node) => node?.type === 'Boolean'

export function list(rule: Rule): Rule {
  return (node) => node?.type === 'Array' && node.elements.every(({ value }) => rule(value))
}

export function object(shape: Readonly<Record<string, Rule>>): Rule {
  return (node) => {
    const members = membersOf(node)
    return members !== undefined && Object.entries(shape).every(([key, rule]) => rule(members.get(key)))
  }
}

export function allMembers(rule: Rule): Rule {
  return (node) => {
    const members = membersOf(node)
    return members !== undefined && [...members.values()].every(rule)
  }
}
