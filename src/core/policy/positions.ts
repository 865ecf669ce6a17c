import { TomlReader } from './toml-reader.ts'

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
  walkDocument(new TomlReader(toml), (path, offset) => {
    const key = JSON.stringify(path)
    if (!offsets.has(key)) offsets.set(key, offset)
  })
  return (path) => {
    const offset = offsets.get(JSON.stringify(path))
    return offset === undefined ? undefined : positionAt(toml, offset)
  }
}

type Note = (path: KeyPath, offset: number) => void

function walkDocument(reader: TomlReader, note: Note): void {
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
function walkHeader(reader: TomlReader, note: Note, lengths: Map<string, number>): KeyPath {
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

function walkPair(reader: TomlReader, table: KeyPath, note: Note): void {
  const path = walkKey(reader, table, note)
  reader.takes('=')
  walkValue(reader, path, note)
}

/** A dotted key; each of its parts is a table, or the key of the value. */
function walkKey(reader: TomlReader, table: KeyPath, note: Note, within = (path: KeyPath) => path): KeyPath {
  const offset = reader.offset()
  const path = [...table, reader.key()]
  note(path, offset)
  return reader.takes('.') ? walkKey(reader, within(path), note, within) : path
}

function walkValue(reader: TomlReader, path: KeyPath, note: Note): void {
  if (reader.takes('[')) walkList(reader, ']', (at) => walkElement(reader, [...path, at], note))
  else if (reader.takes('{')) walkList(reader, '}', () => walkPair(reader, path, note))
  else reader.scalar()
}

function walkElement(reader: TomlReader, path: KeyPath, note: Note): void {
  note(path, reader.offset())
  walkValue(reader, path, note)
}

function walkList(reader: TomlReader, end: string, item: (at: number) => void): void {
  for (let at = 0; !reader.takes(end) && !reader.isAtEnd; at++) {
    item(at)
    reader.takes(',')
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
