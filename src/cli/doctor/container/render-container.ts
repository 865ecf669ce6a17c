import type { ContainerDocument } from '../../../core/doctor/container/document.ts'
import { printable } from '../../../core/report/quote.ts'
import { mark } from '../../output/mark.ts'
import { note } from '../../output/note.ts'
import type { Screen } from '../../output/screen.ts'
import { table } from '../../output/table.ts'
import { indented } from '../../output/wrap.ts'
import { renderProblem } from '../render-problem.ts'

/** One row a device, why below, and what was recognised. */
export function renderContainer(document: ContainerDocument, screen: Screen): string {
  const { container, engine, runtime, running, user, devices, findings } = document
  const state = running ? 'running' : 'not running: what the next start would give'
  const head = indented(`${printable(container)}: ${engine}, ${printable(runtime)}, ${state}`, '', screen.columns)
  if (devices.length === 0) return `${head}\nno devices beside those that every container has\n`
  const who = `${user.uid}:${user.gid}`
  const rows = devices.map(({ path, class: kind, verdict, layer }) => [
    printable(path),
    kind ?? '-',
    who,
    mark(STANDING[verdict], verdict, screen),
    layer ?? '-',
  ])
  const reasons = devices
    .filter(({ verdict }) => verdict !== 'usable')
    .map(({ path, reason, remedy }) =>
      note(`${printable(path)}: ${reason}`, findings.length > 0 ? null : remedy, screen),
    )
  const problems = findings.map((finding) => `\n${renderProblem(finding, screen)}`)
  const why = reasons.length === 0 ? '' : `\n${reasons.join('')}`
  return `${head}\n${table(HEADINGS, rows, screen)}${why}${problems.join('')}`
}

const HEADINGS = ['DEVICE', 'CLASS', 'USER', 'VERDICT', 'LAYER']
const STANDING = { usable: 'ok', denied: 'fail', unknown: 'unknown' } as const
