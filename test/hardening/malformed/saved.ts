import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Case } from './generate.ts'

const DIRECTORY = fileURLToPath(new URL('saved/', import.meta.url))

/** A case as a file holds it: bytes as text where they are UTF-8, else as base64. */
type Written = Readonly<Record<string, string | number | { readonly base64: string }>>

/** Writes a case that failed, to be replayed by every later run. @returns the file's path in the repository. */
export function save(given: Case): string {
  const text = `${JSON.stringify(mapValues(given, encode), undefined, 2)}\n`
  const name = `${given.kind}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`
  mkdirSync(DIRECTORY, { recursive: true })
  writeFileSync(`${DIRECTORY}${name}`, text)
  return `test/hardening/malformed/saved/${name}`
}

/** Every case that was saved, by the name of its file. */
export function savedCases(): readonly (readonly [string, Case])[] {
  const names = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => [name, decode(JSON.parse(readFileSync(`${DIRECTORY}${name}`, 'utf8')))])
}

function encode(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value
  const bytes = Buffer.from(value) // From another thread it came as a plain Uint8Array.
  const text = bytes.toString()
  return bytes.equals(Buffer.from(text)) ? text : { base64: bytes.toString('base64') }
}

function decode(written: Written): Case {
  const decoded = mapValues(written, (value, key) => {
    if (key === 'kind' || typeof value === 'number') return value
    return typeof value === 'string' ? Buffer.from(value) : Buffer.from((value as { base64: string }).base64, 'base64')
  })
  return decoded as unknown as Case
}

function mapValues(object: object, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
