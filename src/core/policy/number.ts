import { type DeviceNumber, MAX_MAJOR, MAX_MINOR } from '../model/device.ts'

/** From and to, both included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** A set of device numbers; without a type, of character and block devices alike. */
export interface NumberPattern {
  readonly type: DeviceNumber['type'] | undefined
  readonly major: Range
  readonly minor: Range
}

export const NUMBER_SYNTAX = 'a number such as "10:200", "226:*", "c 188:0-15" or "240-254:*"'

const PATTERN = /^(?:([cb]) )?(\*|\d{1,4}(?:-\d{1,4})?):(\*|\d{1,7}(?:-\d{1,7})?)$/

/** Parses `226:128`, `226:*`, `c 188:0-15`; undefined for anything else, and for a range that ends before it starts. */
export function parseNumber(text: string): NumberPattern | undefined {
  const [, type, majors, minors] = PATTERN.exec(text) ?? []
  const major = parseRange(majors, MAX_MAJOR)
  const minor = parseRange(minors, MAX_MINOR)
  if (major === undefined || minor === undefined) return undefined
  return { type: type === 'c' || type === 'b' ? type : undefined, major, minor }
}

export function numberMatches(pattern: NumberPattern, { type, major, minor }: DeviceNumber): boolean {
  return (pattern.type ?? type) === type && isIn(pattern.major, major) && isIn(pattern.minor, minor)
}

/** Whether every number of `inner` is one of `outer`. */
export function numberIncludes(outer: NumberPattern, inner: NumberPattern): boolean {
  const hasType = outer.type === undefined || outer.type === inner.type
  return hasType && encloses(outer.major, inner.major) && encloses(outer.minor, inner.minor)
}

/** Whether some number is in both. */
export function numbersMeet(one: NumberPattern, other: NumberPattern): boolean {
  const hasType = one.type === undefined || other.type === undefined || one.type === other.type
  return hasType && overlap(one.major, other.major) && overlap(one.minor, other.minor)
}

/** Whether it is about one driver, and not about whatever gets a number of a range. */
export function hasOneMajor({ major }: NumberPattern): boolean {
  return major.from === major.to
}

/** As it may be written in a policy: the kinds that stand for everything by name. */
export function showPattern({ type, major, minor }: NumberPattern): string {
  const [majors, minors] = [showRange(major, MAX_MAJOR), showRange(minor, MAX_MINOR)]
  if (majors === '*' && minors === '*' && type !== undefined)
    return type === 'b' ? 'block devices' : 'character devices'
  return `${type === undefined ? '' : `${type} `}${majors}:${minors}`
}

function parseRange(text: string | undefined, most: number): Range | undefined {
  if (text === undefined) return undefined
  if (text === '*') return { from: 0, to: most }
  const [from = 0, to = from] = text.split('-').map(Number)
  return from <= to && to <= most ? { from, to } : undefined
}

function showRange({ from, to }: Range, most: number): string {
  if (from === 0 && to >= most) return '*'
  return from === to ? `${from}` : `${from}-${to}`
}

function isIn({ from, to }: Range, value: number): boolean {
  return from <= value && value <= to
}

function encloses(outer: Range, inner: Range): boolean {
  return outer.from <= inner.from && inner.to <= outer.to
}

function overlap(one: Range, other: Range): boolean {
  return one.from <= other.to && other.from <= one.to
}
