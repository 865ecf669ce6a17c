import type { Result } from '../race.ts'
import type { Bar } from './chart.ts'

/** One table of the report. */
export interface Section {
  /** The benchmark it belongs to. */
  readonly bench: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly note?: string
  /** The figures behind the rows, for machines. */
  readonly data: unknown
  /** What a chart shows of it; none when it has no bars. */
  readonly bars?: readonly Bar[]
}

/** Something that all are compared with: its name among the results, and how the column is headed. */
export interface Reference {
  readonly name: string
  readonly heading: string
}

/** The table of one heat: how long each took, and how many times as long as each reference. */
export function heatSection(bench: string, results: readonly Result[], against: readonly Reference[]): Section {
  const p25 = (wanted: string) => results.find(({ name }) => name === wanted)?.p25 ?? Number.NaN
  const rows = results.map((result) => [
    result.name,
    ...[result.p25, result.median, result.p10, result.p90, result.cpu].map((value) => value.toFixed(1)),
    ...against.map(({ name }) => (result.p25 / p25(name)).toFixed(2)),
  ])
  return {
    bench,
    title: results[0]?.heat ?? bench,
    columns: ['', 'p25, ms', 'median', 'p10', 'p90', 'cpu', ...against.map(({ heading }) => heading)],
    rows,
    note: `${results[0]?.runs} interleaved runs of each. Ratios are of p25.`,
    data: results,
    bars: results.map(({ name, p25: value, p90 }) => ({ name, value, to: p90 })),
  }
}

/** The results by heat, in the order in which the heats first appear. */
export function byHeat(results: readonly Result[]): Result[][] {
  return [...Map.groupBy(results, ({ heat }) => heat).values()]
}
