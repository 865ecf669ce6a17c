import type { TomlTable } from 'smol-toml'
import { EXIT, HookError } from '../errors.ts'
import { type ConfigFile, parseConfig, type TablePath } from './hooks-dir.ts'

/**
 * Adds directories to `hooks_dir` of a TOML text and leaves every other byte as it is, comments included.
 *
 * The place is found by a look at the lines, which TOML allows to be written in more ways than are worth knowing here.
 * So what comes out is parsed, and must say what the old text said, and the directories: the proof, not the look, is
 * what counts.
 *
 * @throws {HookError} `ERR_ENGINE` when the proof fails: the file writes the key in another way.
 */
export function addHooksDirs(file: ConfigFile, table: TablePath, directories: readonly string[]): string {
  const items = directories.map((directory) => JSON.stringify(directory)).join(', ')
  const edited = insert(file.text, `[${table.join('.')}]`, items)
  if (saysSo({ path: file.path, text: edited }, file, table, directories)) return edited
  const remedy = `add ${items} to hooks_dir of [${table.join('.')}] in ${file.path} yourself`
  const message = `${file.path}: found hooks_dir written in a way that is not edited here`
  throw new HookError('ERR_ENGINE', EXIT.configuration, message, { remedy })
}

function insert(text: string, header: string, items: string): string {
  const body = bodyOf(text, header)
  if (body === undefined) return `${withLineEnd(text)}\n${header}\nhooks_dir = [${items}]\n`
  const key = /^[ \t]*hooks_dir[ \t]*=[ \t]*\[/m.exec(text.slice(body.start, body.end))
  if (key === null) return `${withLineEnd(text.slice(0, body.start))}hooks_dir = [${items}]\n${text.slice(body.start)}`
  const last = endOfList(text, body.start + key.index + key[0].length)
  return splice(text, last.at, last.needsComma ? `, ${items}` : items)
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** What is between a table's header and the next one. */
function bodyOf(text: string, header: string): { start: number; end: number } | undefined {
  const found = new RegExp(`^[ \\t]*${header.replace(/[[\].]/g, '\\$&')}[ \\t]*(#.*)?(\\n|$)`, 'm').exec(text)
  if (found === null) return undefined
  const start = found.index + found[0].length
  const next = /^[ \t]*\[/m.exec(text.slice(start))
  return { start, end: next === null ? text.length : start + next.index }
}

/** Where the last item of a list ends, whose `[` is before `from`; strings and comments are stepped over. */
function endOfList(text: string, from: number): { at: number; needsComma: boolean } {
  const tokens = /"(?:\\.|[^"\\])*"|'[^']*'|#[^\n]*|\{[^}]*\}|[^\s]/g
  tokens.lastIndex = from
  let last = { at: from, needsComma: false }
  for (let token = tokens.exec(text); token !== null && token[0] !== ']'; token = tokens.exec(text)) {
    if (!token[0].startsWith('#')) last = { at: tokens.lastIndex, needsComma: token[0] !== ',' }
  }
  return last
}

function splice(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at)
}

/** Whether the edited text says what the old one said, and lists the directories. */
function saysSo(edited: ConfigFile, old: ConfigFile, table: TablePath, directories: readonly string[]): boolean {
  try {
    const wanted = parseConfig(old)
    const holder = table.reduce<TomlTable>((outer, name) => {
      outer[name] ??= {}
      return outer[name] as TomlTable
    }, wanted)
    holder.hooks_dir = [...((holder.hooks_dir as string[] | undefined) ?? []), ...directories]
    return canonical(parseConfig(edited)) === canonical(wanted)
  } catch {
    return false // What was made is no TOML: the same answer, and the caller has the better sentence.
  }
}

/** The same text for the same values, in whatever order the keys were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}`
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}
