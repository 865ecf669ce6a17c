import type { ContainerDocument } from '../../../core/doctor/container/document.ts'
import { printable } from '../../../core/report/quote.ts'
import { mark } from '../../output/mark.ts'
import type { Screen } from '../../output/screen.ts'
import { type Cell, table } from '../../output/table.ts'
import { indented } from '../../output/wrap.ts'
import { renderProblem } from '../render-problem.ts'
import { renderReasons } from './reasons.ts'

/** One row a device, why below, and what was recognised. */
export function renderContainer(document: ContainerDocument, screen: Screen): string {
  const { container, engine, runtime, running, user, devices, findings } = document
  const state = running ? 'running' : 'not running: what the next start would give'
  const head = indented(`${printable(container)}: ${engine}, ${printable(runtime)}, ${state}`, '', screen.columns)
  if (devices.length === 0) return `${head}\nno devices beside those that every container has\n`
  const { shown, hidden } = fold(devices)
  const rows = shown.map((device) => row(device, `${user.uid}:${user.gid}`, screen))
  const rest = hidden === 0 ? '' : indented(`${hidden} more ${HIDDEN}`, '', screen.columns)
  const reasons = renderReasons(document, screen)
  const problems = findings.map((finding) => `\n${renderProblem(finding, screen)}`)
  const why = reasons === '' ? '' : `\n${reasons}`
  return `${head}\n${table(HEADINGS, rows, screen)}${rest}${why}${problems.join('')}`
}

const HEADINGS = ['DEVICE', 'CLASS', 'USER', 'VERDICT', 'LAYER']
const STANDING = { usable: 'ok', denied: 'fail', unknown: 'unknown' } as const
const HIDDEN = 'of no known class are denied (--json names them)'
/** More rows of consoles, disks and memory say nothing: a privileged container has a hundred of them. */
const MAX_OTHER = 8

type Device = ContainerDocument['devices'][number]

function row({ path, class: kind, verdict, layer, also }: Device, who: string, screen: Screen): Cell[] {
  const layers = also === undefined ? layer : `${layer}, ${also}`
  return [printable(path), kind ?? '-', who, mark(STANDING[verdict], verdict, screen), layers ?? '-']
}

function fold(devices: readonly Device[]): { shown: readonly Device[]; hidden: number } {
  const others = devices.filter((device) => device.verdict === 'denied' && (device.class ?? 'other') === 'other')
  if (others.length <= MAX_OTHER) return { shown: devices, hidden: 0 }
  return { shown: devices.filter((device) => !others.includes(device)), hidden: others.length }
}
