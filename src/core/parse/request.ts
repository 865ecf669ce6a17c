import { inputError } from '../errors.ts'
import { type ContainerGid, type ContainerUid, MAX_ID } from '../model/ids.ts'
import { type DevicePath, deviceFault } from '../model/paths.ts'
import { quote } from '../report/quote.ts'
import { ANNOTATION_KEYS, PREFIX } from './own-annotations.ts'

export const MODES = ['auto', 'owner', 'groups', 'keep-groups', 'private', 'off'] as const
export type Mode = (typeof MODES)[number]

/** What whoever starts the container asked for, in annotations. */
export interface Request {
  /** Whether there was any annotation of ours: only a container that asked may be stopped by a refusal. */
  readonly asked: boolean
  readonly mode: Mode
  /** Devices and directories of devices that the container wants, on top of what the engine gave it. */
  readonly devices: readonly DevicePath[]
  /** Devices without which the container must not start. */
  readonly require: 'all' | readonly DevicePath[]
  /** Devices that may be missing. */
  readonly optional: readonly DevicePath[]
  /** The identity to serve, for images that start as root and drop to a user themselves. */
  readonly user: { readonly uid: ContainerUid; readonly gid: ContainerGid | undefined } | undefined
}

type Annotations = Readonly<Record<string, string>>

/** Bounds of one value and of one list: an annotation is input from whoever may start a container. */
const MAX_BYTES = 4096
const MAX_ENTRIES = 64
/** The characters of device paths. Others (space, control, non-ASCII) have no business in /dev and much in attacks. */
const PATH = /^[A-Za-z0-9._:+@/-]+$/
const ID = /^(?:0|[1-9][0-9]{0,9})$/

/**
 * Reads our annotations out of all annotations.
 *
 * @throws {HookError} `ERR_ANNOTATION` for an unknown key under our prefix, or a value outside its grammar.
 */
export function parseRequest(annotations: Annotations): Request {
  const ours = Object.entries(annotations).filter(([key]) => key.startsWith(PREFIX))
  for (const [key, value] of ours) checkEntry(key, value)
  const values = new Map(ours.map(([key, value]) => [key.slice(PREFIX.length), value]))
  return {
    asked: ours.length > 0,
    mode: parseMode(values.get('mode')),
    devices: parsePaths('devices', values.get('devices')),
    require: values.get('require') === 'all' ? 'all' : parsePaths('require', values.get('require')),
    optional: parsePaths('optional', values.get('optional')),
    user: parseUser(values.get('user')),
  }
}

function checkEntry(key: string, value: string): void {
  const name = key.slice(PREFIX.length)
  if (!ANNOTATION_KEYS.some((known) => known === name)) {
    const expected = `${PREFIX} with ${ANNOTATION_KEYS.join(', ')}`
    throw inputError('ERR_ANNOTATION', `unknown annotation ${quote(key)}; expected ${expected}`)
  }
  if (value.length > MAX_BYTES) throw fault(key, `${value.length} characters`, `at most ${MAX_BYTES}`)
}

function parseMode(value = 'auto'): Mode {
  const mode = MODES.find((known) => known === value)
  if (mode === undefined) throw fault('mode', quote(value), `one of ${MODES.join(', ')}`)
  return mode
}

function parsePaths(key: string, value: string | undefined): DevicePath[] {
  if (value === undefined) return []
  const paths = value.split(',')
  if (paths.length > MAX_ENTRIES) throw fault(key, `${paths.length} paths`, `at most ${MAX_ENTRIES}`)
  return paths.map((path) => parsePath(key, path))
}

function parsePath(key: string, path: string): DevicePath {
  const problem = PATH.test(path)
    ? deviceFault(path)
    : 'it is empty or has characters other than A-Z a-z 0-9 . _ : + @ / -'
  if (problem === undefined) return path as DevicePath
  throw fault(key, `${quote(path)} (${problem})`, 'comma-separated absolute paths below /dev')
}

function parseUser(value: string | undefined): Request['user'] {
  if (value === undefined) return undefined
  const ids = value.split(':')
  if (ids.length > 2 || !ids.every(isId)) {
    throw fault('user', quote(value), `uid or uid:gid, each from 0 to ${MAX_ID}`)
  }
  const [uid, gid] = ids
  return { uid: Number(uid) as ContainerUid, gid: gid === undefined ? undefined : (Number(gid) as ContainerGid) }
}

function isId(token: string): boolean {
  return ID.test(token) && Number(token) <= MAX_ID
}

function fault(key: string, found: string, expected: string): Error {
  const name = key.startsWith(PREFIX) ? key : `${PREFIX}${key}`
  return inputError('ERR_ANNOTATION', `annotation ${name}: found ${found}, expected ${expected}`)
}
