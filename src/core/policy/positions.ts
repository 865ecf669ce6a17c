import { parse } from 'smol-toml'

/** Where something stands in a text; lines and columns are counted from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The way to a key or value: names of tables and keys, and indices of arrays. */
export type KeyPath = readonly (string | number)[]

/**
 * Finds where each key and each element of an array stands in a TOML document.
 *
 * The TOML parser tells positions of syntax errors only. This walks a document that it has accepted, so it need not judge
 * one; it only has to see where tokens end.
 *
 * @param toml A valid document.
 * @see https://toml.io/en/v1.0.0
 */
export function tomlPositions(toml: string): (path: KeyPath) => Position | undefined {
  const offsets = new Map<string, number>()
  walkDocument(new Reader(toml), (path, offset) => {
    const key = JSON.stringify(path)
    if (!offsets.has(key)) offsets.set(key, offset)
  })
  return (path) => {
    const offset = offsets.get(JSON.stringify(path))
    return offset === undefined ? undefined : positionAt(toml, offset)
  }
}

type Note = (path: KeyPath, offset: number) => void

function walkDocument(reader: Reader, note: Note): void {
  const lengths = new Map<string, number>()
  let table: KeyPath = []
  for (reader.skip(); !reader.isAtEnd; reader.skip()) {
    if (reader.takes('[')) table = walkHeader(reader, note, lengths)
    else walkPair(reader, table, note)
  }
}

/**
 * `[a.b]`, or `[[a.b]]` for one more element of an array of tables. Where `a` is such an array, its last element is meant.
 */
function walkHeader(reader: Reader, note: Note, lengths: Map<string, number>): KeyPath {
  const isElement = reader.takes('[')
  const within = (path: KeyPath) => {
    const length = lengths.get(JSON.stringify(path))
    return length === undefined ? path : [...path, length - 1]
  }
  const path = walkKey(reader, [], note, within)
  reader.takes(']')
  if (!isElement) return within(path)
  reader.takes(']')
  const key = JSON.stringify(path)
  lengths.set(key, (lengths.get(key) ?? 0) + 1)
  return within(path)
}

function walkPair(reader: Reader, table: KeyPath, note: Note): void {
  const path = walkKey(reader, table, note)
  reader.takes('=')
  walkValue(reader, path, note)
}

/** A dotted key; each of its parts is a table, or the key of the value. */
function walkKey(reader: Reader, table: KeyPath, note: Note, within = (path: KeyPath) => path): KeyPath {
  const offset = reader.offset()
  const path = [...table, reader.key()]
  note(path, offset)
  return reader.takes('.') ? walkKey(reader, within(path), note, within) : path
}

function walkValue(reader: Reader, path: KeyPath, note: Note): void {
  if (reader.takes('[')) walkList(reader, ']', (at) => walkElement(reader, [...path, at], note))
  else if (reader.takes('{')) walkList(reader, '}', () => walkPair(reader, path, note))
  else reader.scalar()
}

function walkElement(reader: Reader, path: KeyPath, note: Note): void {
  note(path, reader.offset())
  walkValue(reader, path, note)
}

function walkList(reader: Reader, end: string, item: (at: number) => void): void {
  for (let at = 0; !reader.takes(end) && !reader.isAtEnd; at++) {
    item(at)
    reader.takes(',')
  }
}

/** White space and comments. */
const SPACE = /(?:[ \t\r\n]|#[^\n]*)*/y
/** Multi-line strings first: a delimiter may be preceded by up to two quotes of the content. */
const STRING = /"""(?:\\.|(?!""")[^\\])*"{3,5}|'''(?:(?!''').)*'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'/sy
const BARE = /[A-Za-z0-9_-]+/y
/** Numbers, dates and words: a date may have a space in it. */
const WORD = /[^,\]}#\n]*/y

class Reader {
  readonly #text: string
  #at: number

  constructor(text: string) {
    this.#text = text
    // The parser takes a byte order mark, though it is none of TOML's white space.
    this.#at = text.startsWith('\ufeff') ? 1 : 0
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  skip(): void {
    this.#match(SPACE)
  }

  /** Where the next token starts. */
  offset(): number {
    this.skip()
    return this.#at
  }

  takes(sign: string): boolean {
    this.skip()
    const isThere = this.#text.startsWith(sign, this.#at)
    if (isThere) this.#at += sign.length
    return isThere
  }

  /** A bare or quoted key; the parser is asked what a quoted one means. */
  key(): string {
    this.skip()
    const token = this.#match(BARE) || this.#match(STRING)
    return Object.keys(parse(`${token} = 0`))[0] ?? ''
  }

  scalar(): void {
    this.skip()
    if (this.#match(STRING) === '') this.#match(WORD)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
