import type { Found } from '../../test/hardening/suite.ts'
import type { Counts, Skipped } from '../test/counts.ts'

/** What became of one suite: it could not run here, it broke, or it came to an end. */
export type Result =
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'ran'; readonly found: Found }

/** One line of the table. */
export interface Line {
  readonly name: string
  readonly required: number
  readonly seed: number
  readonly result: Result
  readonly seconds: number
}

/** Why a suite did not hold; empty when it did. A sentence each. */
export function problems({ required, result }: Line): string[] {
  if (result.kind === 'skipped') return []
  if (result.kind === 'broken') return [result.reason]
  const { cases, failed, control } = result.found
  return [
    ...(failed > 0 ? [`${failed} of ${cases} cases failed`] : []),
    ...(cases < required ? [`only ${cases} cases ran, ${required} are required`] : []),
    ...('harmed' in control && control.harmed === 0 ? ['the control met no harm, so the cases prove nothing'] : []),
  ]
}

/** The table of the suites, what each has to say below its line, and what did not hold. */
export function report(lines: readonly Line[]): string {
  const width = Math.max(5, ...lines.map(({ name }) => name.length)) + 2
  const rows = lines.flatMap((line) => [row(width, cellsOf(line)), ...notesOf(line)])
  const failures = lines.flatMap((line) => problems(line).map((problem) => `FAILED ${line.name}: ${problem}`))
  return [row(width, HEAD), ...rows, ...failures.map(oneLine)].join('\n')
}

/** What `npm test` counts: a suite each; a control that could not run is told as skipped. */
export function countsOf(lines: readonly Line[]): Counts {
  const ran = lines.filter(({ result }) => result.kind !== 'skipped')
  const failed = ran.filter((line) => problems(line).length > 0).length
  return { passed: ran.length - failed, failed, skipped: lines.flatMap(skippedOf) }
}

function skippedOf({ name, result }: Line): Skipped[] {
  if (result.kind === 'skipped') return [{ name: `hardening suite ${name}`, reason: result.reason }]
  if (result.kind === 'broken' || !('skipped' in result.found.control)) return []
  return [{ name: `control of the hardening suite ${name}`, reason: result.found.control.skipped }]
}

type Cells = readonly [suite: string, cases: string, required: string, failures: string, seconds: string, saw: string]
const HEAD: Cells = ['suite', 'cases', 'required', 'failures', 'seconds', 'what the control did']

function cellsOf({ name, required, result, seconds }: Line): Cells {
  const time = seconds.toFixed(1)
  if (result.kind !== 'ran')
    return [name, '0', String(required), '-', time, `${result.kind}: ${oneLine(result.reason)}`]
  const { cases, failed, control } = result.found
  const saw = 'skipped' in control ? `skipped: ${control.skipped}` : control.saw
  return [name, String(cases), String(required), String(failed), time, saw]
}

function row(width: number, [suite, cases, required, failures, seconds, saw]: Cells): string {
  const numbers = [cases, required, failures, seconds].map((cell) => cell.padStart(10)).join('')
  return `${suite.padEnd(width)}${numbers}  ${saw}`
}

function notesOf({ result }: Line): string[] {
  return result.kind === 'ran' ? result.found.notes.map((note) => `  ${note}`) : []
}

/** A stack or a child's stderr would tear the table. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' | ')
}
