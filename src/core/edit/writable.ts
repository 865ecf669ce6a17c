import { MAX_MAJOR, MAX_MINOR } from '../model/device.ts'
import { MAX_ID } from '../model/ids.ts'
import { deviceFault } from '../model/paths.ts'
import { KEEP_GROUPS } from '../resolve/keep-groups.ts'
import { deviceMount, plantedHook } from './additions.ts'
import type { Json } from './edit.ts'
import { NOWHERE, OUTPUTS } from './hook-outputs.ts'

/** Whether a value is one that is written there. */
type Fits = (value: Json | undefined, program: string) => boolean

const is =
  (expected: Json): Fits =>
  (value) =>
    JSON.stringify(value) === JSON.stringify(expected)

const upTo =
  (most: number): Fits =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most

/** An object of these members, in this order, and no others. */
const members =
  (fits: Readonly<Record<string, Fits>>): Fits =>
  (value, program) => {
    const found = Object.entries(fieldsOf(value))
    const expected = Object.entries(fits)
    const areAll = expected.every(([key, isOne], at) => found[at]?.[0] === key && isOne(found[at][1], program))
    return areAll && found.length === expected.length
  }

const NOTHING: Fits = () => false
const isBelowDev: Fits = (value) => typeof value === 'string' && deviceFault(value) === undefined

/** Block devices are never served, so no edit is ever about one. */
const NUMBER = { type: is('c'), major: upTo(MAX_MAJOR), minor: upTo(MAX_MINOR) }
const ID = upTo(MAX_ID)
const MODE = upTo(0o777)

const isEntry = members({ path: isBelowDev, ...NUMBER, fileMode: MODE, uid: ID, gid: ID })
const isRule = members({ allow: is(true), ...NUMBER, access: is('rw') })

const isDeviceMount: Fits = (value, program) => {
  const { destination, source } = fieldsOf(value)
  if (!isBelowDev(destination, program) || !isBelowDev(source, program)) return false
  return is(deviceMount(String(destination), String(source)))(value, program)
}

/**
 * The only places that this program ever writes to, `*` standing for one index, and what it may write there.
 *
 * A constant, checked before anything is written: a bug elsewhere must not be able to add a capability, a mount of anything
 * but a device, or somebody else's hook for root.
 */
export const WRITABLE: Readonly<Record<string, Fits>> = {
  'append hooks.createRuntime': (value, program) => is(plantedHook(program))(value, program),
  'append linux.devices': isEntry,
  'append mounts': isDeviceMount,
  'remove linux.devices.*': NOTHING,
  'remove mounts.*': NOTHING,
  [`set annotations.${KEEP_GROUPS}`]: is('1'),
  ...Object.fromEntries(OUTPUTS.map((key) => [`set annotations.${key}`, is(NOWHERE)])),
  'set linux.devices.*.uid': ID,
  'set linux.devices.*.gid': ID,
  'set linux.devices.*.fileMode': MODE,
  'append linux.resources.devices': isRule,
  'append process.user.additionalGids': ID,
}

function fieldsOf(value: Json | undefined): Readonly<Record<string, Json>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, Json>>) : {}
}
