import { printable } from '../core/report/quote.ts'
import type { VerifyDocument } from '../core/verdict/document.ts'
import { mark } from './output/mark.ts'
import { note } from './output/note.ts'
import type { Screen } from './output/screen.ts'
import { table } from './output/table.ts'
import { indented } from './output/wrap.ts'

/** Verdicts as people read them: one row a device, and below the reasons for everything that is not usable. */
export function renderVerdicts({ pid, identity, devices }: VerifyDocument, screen: Screen): string {
  const show = (id: number | null) => (id === null ? 'unmapped' : String(id))
  const groups = identity.groups.length === 0 ? 'no groups' : `groups ${identity.groups.map(show).join(',')}`
  const who = `as uid ${show(identity.uid)}, gid ${show(identity.gid)}, ${groups}`
  const head = indented(`Process ${pid}, ${who}:`, '', screen.columns)
  if (devices.length === 0) return `${head}\nno devices beside those that every container has\n`
  const rows = devices.map(({ path, verdict, layer }) => [
    printable(path),
    mark(STANDING[verdict], verdict, screen),
    layer ?? '-',
  ])
  const reasons = devices
    .filter(({ verdict }) => verdict !== 'usable')
    .map(({ path, reason, remedy }) => note(`${printable(path)}: ${reason}`, remedy, screen))
  const below = reasons.length === 0 ? '' : `\n${reasons.join('')}`
  return `${head}\n${table(['DEVICE', 'VERDICT', 'LAYER'], rows, screen)}${below}`
}

const STANDING = { usable: 'ok', denied: 'fail', unknown: 'unknown' } as const
