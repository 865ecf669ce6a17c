import { type JSONPath, type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser'
import { inputError } from '../errors.ts'
import { quote } from '../report/quote.ts'

/** Deeper than any real document; a bomb of brackets is not worth walking. */
const MAX_DEPTH = 64
/** A container with 4,096 devices and their rules has about 50,000 members. */
const MAX_MEMBERS = 200_000

/**
 * Parses JSON (RFC 8259) and refuses what parsers disagree about: duplicate keys, a byte order mark, trailing text.
 *
 * @param subject What the text is, for messages: `config.json`.
 * @throws {HookError} `ERR_JSON` with line and column, or with the duplicated key.
 */
export function parseJson(text: string, subject: string): unknown {
  const value = parseOrExplain(text, subject)
  if (countMembers(value, subject) !== countKeys(text)) throw duplicateKey(text, subject)
  return value
}

function parseOrExplain(text: string, subject: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw inputError('ERR_JSON', `${subject} is not JSON: found ${whatIsWrong(text)}, expected one JSON value`)
  }
}

/** JSON.parse quotes its input in its messages; a position and a term do not leak what an annotation holds. */
function whatIsWrong(text: string): string {
  if (text.trim() === '') return 'nothing'
  const [first] = parseErrors(text)
  if (first === undefined) return 'text that JSON does not allow'
  const before = text.slice(0, first.offset).split('\n')
  const term = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2')
  return `"${term.toLowerCase()}" at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

function parseErrors(text: string): readonly ParseError[] {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  } catch {
    // RangeError: it recurses, and brackets by the million do not fit its stack. Then there is no position to tell.
  }
  return errors
}

/**
 * Counts the keys in a text that is known to be JSON: strings that a colon follows.
 *
 * With the members of the parsed value counted too, a difference proves a duplicate, at the price of two native
 * scans; a tokenizer in JavaScript took six times as long on a cold start.
 */
function countKeys(text: string): number {
  let keys = 0
  for (let start = text.indexOf('"'); start >= 0; ) {
    const end = endOfString(text, start)
    if (text[skipSpace(text, end + 1)] === ':') keys++
    start = text.indexOf('"', end + 1)
  }
  return keys
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
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

function duplicateKey(text: string, subject: string): Error {
  const seen: Set<string>[] = []
  const found: string[] = []
  visit(text, {
    onObjectBegin: () => void seen.push(new Set()),
    onObjectEnd: () => void seen.pop(),
    onObjectProperty: (key, _offset, _length, _line, _column, path: () => JSONPath) => {
      if (seen.at(-1)?.has(key)) found.push([...path(), key].join('.'))
      seen.at(-1)?.add(key)
    },
  })
  const where = found[0] === undefined ? 'a key twice' : `the key ${quote(found[0])} twice`
  return inputError('ERR_JSON', `${subject} is ambiguous: found ${where}, expected each key once in its object`)
}
