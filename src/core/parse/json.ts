import { inputError } from '../errors.ts'
import { duplicateKey, notJson } from './json-faults.ts'
import { findKeys } from './json-keys.ts'
import { readJson } from './json-reader.ts'

/** Deeper than any real document; a bomb of brackets is not worth walking. */
const MAX_DEPTH = 64
/** A container with 4,096 devices and their rules has about 50,000 members. */
const MAX_MEMBERS = 200_000

/**
 * Parses JSON (RFC 8259) and refuses what parsers disagree about: duplicate keys, a byte order mark, trailing text.
 *
 * A text with an escaped key is read a second time, by a reader of our own. V8 14.6 (Node 26) may read such a key as
 * another one that it met before in a similar object: after a key that is one backslash, a key that is one quotation mark.
 *
 * @param subject What the text is, for messages: `config.json`.
 * @throws {HookError} `ERR_JSON` with line and column, or with the duplicated key.
 */
export function parseJson(text: string, subject: string): unknown {
  const parsed = parseOrExplain(text, subject)
  const members = countMembers(parsed, subject)
  const { count, areEscaped } = findKeys(text)
  if (!areEscaped && members === count) return parsed
  if (count > MAX_MEMBERS) throw tooMuch(subject, `${MAX_MEMBERS} members`)
  const reading = readJson(text, MAX_DEPTH)
  if ('offset' in reading) throw notJson(text, reading, subject)
  if (reading.duplicate !== undefined) throw duplicateKey(reading.duplicate, subject)
  return reading.value
}

function parseOrExplain(text: string, subject: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const reading = readJson(text, MAX_DEPTH)
    throw notJson(text, 'offset' in reading ? reading : undefined, subject)
  }
}

function countMembers(root: unknown, subject: string): number {
  let members = 0
  const count = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth > MAX_DEPTH) throw tooMuch(subject, `${MAX_DEPTH} levels`)
    const children = Object.values(value)
    if (!Array.isArray(value)) members += children.length
    if (members > MAX_MEMBERS) throw tooMuch(subject, `${MAX_MEMBERS} members`)
    for (const child of children) count(child, depth + 1)
  }
  count(root, 1)
  return members
}

function tooMuch(subject: string, limit: string): Error {
  return inputError('ERR_JSON', `${subject} is too large to trust: found more than ${limit}`)
}
