import type { Finding } from '../../core/doctor/finding.ts'
import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import { paint, type Screen } from '../output/screen.ts'
import { indented } from '../output/wrap.ts'

/** Longest finding or remedy that is shown. */
const MAX = 2000

/** What is not well, and what to do. The remedy stays on one line, so that it can be pasted. */
export function renderProblem(finding: Finding & { readonly check?: string }, screen: Screen): string {
  const { code, severity, check, found, expected, remedy } = finding
  const state = mark(severity, severity, screen)
  const where = check === undefined ? '' : ` (${check})`
  const head = `${paint(screen, severity, state.text)}  ${paint(screen, 'heading', code)}${where}\n`
  const what = indented(printable(found, MAX), '  ', screen.columns)
  const wanted = expected === null ? '' : indented(`expected: ${printable(expected, MAX)}`, '  ', screen.columns)
  const command = paint(screen, 'command', printable(remedy ?? '', MAX))
  return `${head}${what}${wanted}${remedy === null ? '' : `  ${paint(screen, 'faint', 'remedy:')} ${command}\n`}`
}
