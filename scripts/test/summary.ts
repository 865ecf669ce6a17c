import { type Counts, total } from './counts.ts'

/** What one step came to, with the time it took in seconds. */
export interface Outcome {
  readonly name: string
  readonly counts: Counts
  readonly seconds: number
}

/** The end of the test run: each skipped test with its reason, a table, and the line that machines read. */
export function summary(outcomes: readonly Outcome[]): string {
  const sum = total(outcomes.map(({ counts }) => counts))
  const skipped = sum.skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`)
  return [...skipped, '', ...table(outcomes), '', verdict(sum)].join('\n')
}

/** `N passed, N failed`, and `, N skipped` when some were. */
export function verdict({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`
}

function table(outcomes: readonly Outcome[]): string[] {
  return [
    row('step', 'passed', 'failed', 'skipped', 'seconds'),
    ...outcomes.map(({ name, counts, seconds }) =>
      row(name, counts.passed, counts.failed, counts.skipped.length, seconds.toFixed(1)),
    ),
  ]
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(12) + cells.map((cell) => String(cell).padStart(9)).join('')
}
