import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'

/** Whether a value, or its absence, fits. */
type Fits = (value: unknown) => boolean

/**
 * Whether a text is a policy file, by another parser and by rules that are written down a second time, from
 * docs/policy.md. TOML 1.1 is taken, which 1.0 is a part of.
 */
export function isPolicy(toml: string): boolean {
  // A CR alone is a control character to TOML, and a line's end to this parser.
  if (/\r(?!\n)/.test(toml)) return false
  try {
    return FILE(getStaticTOMLValue(parseTOML(toml.replace(/^\ufeff/, ''), { tomlVersion: '1.1' })))
  } catch {
    return false
  }
}

const word =
  (...words: readonly string[]): Fits =>
  (value) =>
    words.some((each) => each === value)

const text =
  (fits: (value: string) => boolean): Fits =>
  (value) =>
    typeof value === 'string' && fits(value)

const list =
  (item: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(item)

/** A table that may be missing, of members that may be missing, and no others. */
const table =
  (shape: Readonly<Record<string, Fits>>): Fits =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).every(([key, each]) => Object.hasOwn(shape, key) && shape[key]?.(each) === true)

const isGlob = (value: string) => /^\/dev\/[\w.:+@/?*-]+$/.test(value) && value.length <= 4096
const isGroup: Fits = (value) =>
  typeof value === 'number'
    ? Number.isInteger(value) && value >= 0 && value < 2 ** 31
    : text((name) => /^[A-Za-z_][\w.-]*\$?$/.test(name))(value)

function isNumber(value: string): boolean {
  const [, majors = '', minors = ''] = /^(?:[cb] )?([^:]*):([^:]*)$/.exec(value) ?? []
  return isRange(majors, 4, 4095) && isRange(minors, 7, 1_048_575)
}

function isRange(value: string, digits: number, most: number): boolean {
  if (value === '*') return true
  const ends = value.split('-')
  const [from, to = from] = ends.map(Number)
  const areDigits = ends.length <= 2 && ends.every((end) => /^\d+$/.test(end) && end.length <= digits)
  return areDigits && from !== undefined && to !== undefined && from <= to && to <= most
}

const CLASSES = 'gpu video serial input sound kvm vfio usb tun fuse infiniband tpm storage other'.split(' ')
const selector = {
  devices: list(text(isGlob)),
  numbers: list(text(isNumber)),
  classes: list(word(...CLASSES)),
}
const strategies = list(word('owner', 'groups', 'keep-groups', 'private', 'create'))
const rules = table({ ...selector, groups: list(isGroup), strategies })
const level = word('all', 'news', 'none')
const keys = list(word('mode', 'devices', 'require', 'optional', 'user'))

const FILE = table({
  on_denied: word('fail', 'continue'),
  annotations: (value) => word('all', 'none')(value) || keys(value),
  identity: word('annotation', 'process'),
  allow: rules,
  deny: rules,
  create: table(selector),
  selinux: table({ label: word('container', 'none') }),
  log: table({ file: level, syslog: level }),
})
