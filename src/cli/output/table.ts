import { paint, type Screen, type Tone } from './screen.ts'
import { wrap } from './wrap.ts'

export type Cell = string | { readonly text: string; readonly tone: Tone }

/** Between two columns. */
const GAP = '  '
/** No column is made narrower, even if the lines then are longer than the screen. */
const LEAST = 8

/**
 * Lays rows out in columns, two spaces apart, with no spaces at the ends of lines.
 *
 * What does not fit the screen is wrapped within its column, widest columns first: a path that was cut would be useless.
 * Texts are printable ASCII (core/report/quote.ts) but for the symbols of mark.ts, so a character is a column.
 */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], screen: Screen): string {
  const heading = headings.map((text): Cell => ({ text, tone: 'heading' }))
  const lines = [heading, ...rows]
  const natural = headings.map((_, column) => Math.max(...lines.map((line) => textOf(line[column]).length)))
  const widths = fitInto(natural, screen.columns - GAP.length * (headings.length - 1))
  return lines.map((line) => layRow(line, widths, screen)).join('')
}

function fitInto(natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths))
    const width = widths[widest] ?? 0
    if (width <= LEAST) break
    widths[widest] = width - 1
  }
  return widths
}

/** One row, which is as many lines as its longest cell needs. */
function layRow(row: readonly Cell[], widths: readonly number[], screen: Screen): string {
  const cells = widths.map((width, column) => wrap(textOf(row[column]), width))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, at) => layLine(row, cells, widths, at, screen)).join('')
}

function layLine(
  row: readonly Cell[],
  cells: readonly string[][],
  widths: readonly number[],
  at: number,
  screen: Screen,
): string {
  const last = cells.findLastIndex((lines) => (lines[at] ?? '') !== '')
  const shown = cells.slice(0, last + 1).map((lines, column) => {
    const text = lines[at] ?? ''
    const padding = column === last ? '' : ' '.repeat(Math.max((widths[column] ?? 0) - text.length, 0))
    return `${paint(screen, toneOf(row[column]), text)}${padding}`
  })
  return `${shown.join(GAP)}\n`
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '')
}

function toneOf(cell: Cell | undefined): Tone {
  return typeof cell === 'object' ? cell.tone : 'plain'
}
