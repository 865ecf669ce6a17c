import type { DoctorDocument } from '../../core/doctor/document.ts'
import type { Severity } from '../../core/doctor/finding.ts'
import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import { paint, type Screen } from '../output/screen.ts'
import { table } from '../output/table.ts'
import { indented } from '../output/wrap.ts'
import { renderProblem } from './render-problem.ts'

type Listed = DoctorDocument['findings'][number]

/** What doctor found: what is well in a table, everything else with what to do about it, the worst first. */
export function renderDoctor({ recorded, findings }: DoctorDocument, screen: Screen): string {
  const note = `Recorded answers, not this machine: ${printable(recorded ?? '', MAX)}`
  const head = recorded === null ? '' : `${indented(note, '', screen.columns)}\n`
  const well = findings.filter(({ severity }) => severity === 'ok')
  const rows = well.map(({ check, found }) => [mark('ok', 'ok', screen), check, printable(found, MAX)])
  const wrong = WORST_FIRST.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
  const problems = wrong.map((finding) => `\n${renderProblem(finding, screen)}`)
  return `${head}${table(['STATE', 'CHECK', 'FOUND'], rows, screen)}${problems.join('')}\n${summary(findings, screen)}`
}

const WORST_FIRST = ['fail', 'unknown', 'warn'] as const
/** Longest finding, remedy or source that is shown. */
const MAX = 2000

function summary(findings: readonly Listed[], screen: Screen): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  const parts = [
    `${count('ok')} ok`,
    `${count('warn')} to look at`,
    `${count('fail')} wrong`,
    `${count('unknown')} unknown`,
  ]
  return `${paint(screen, 'heading', parts.join(', '))}\n`
}
