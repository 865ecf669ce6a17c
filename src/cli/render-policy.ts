import type { PolicyDocument } from '../core/policy/effective.ts'
import { BUILT_IN } from '../core/policy/policy.ts'
import { printable } from '../core/report/quote.ts'
import { note } from './output/note.ts'
import type { Screen } from './output/screen.ts'
import { type Cell, table } from './output/table.ts'
import { indented } from './output/wrap.ts'

/** The effective policy as people read it: a row for each line, and below what has no effect. */
export function renderPolicy({ files, policy, shadowed, unknownGroups }: PolicyDocument, screen: Screen): string {
  const title = files.length === 0 ? 'There is no policy file: the built-in policy holds.' : files.join('\n')
  const head = indented(printable(title, MAX_TITLE), '', screen.columns)
  const rows = policy.map(({ key, value, from }) => [key, printable(value), place(from, files)])
  const notes = [
    ...shadowed.map(({ at, rule, reason }) => `${at}: ${rule} has no effect: ${reason}`),
    ...unknownGroups.map((name) => `this host has no group ${name}: rules that name it match nothing`),
  ]
  const body = `${head}\n${table(['SETTING', 'VALUE', 'FROM'], rows, screen)}`
  return notes.length === 0 ? body : `${body}\n${notes.map((text) => note(text, null, screen)).join('')}`
}

const MAX_TITLE = 1000

/** With one file its name need not stand in each row. */
function place(from: string, files: readonly string[]): Cell {
  if (from === BUILT_IN) return { text: from, tone: 'faint' }
  const [only] = files
  return files.length === 1 ? from.replaceAll(`${only}:`, 'line ') : from
}
