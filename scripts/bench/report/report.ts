import { writeFileSync } from 'node:fs'
import type { Machine } from '../machine.ts'
import type { Options } from '../options.ts'
import { writeDocs } from './docs.ts'
import { machineText, sectionText } from './markdown.ts'
import type { Section } from './section.ts'

/** Everything that one run came to. */
export interface Report {
  readonly machine: Machine
  readonly sections: readonly Section[]
}

/** Prints the report, and writes it where the options say. */
export function writeReport(report: Report, { json, docs }: Options): void {
  const sections = report.sections.map((section) => sectionText(section, '##'))
  process.stdout.write(`${[machineText(report.machine), '', ...sections].join('\n')}`)
  if (json !== undefined) writeFileSync(json, asJson(report))
  if (docs) writeDocs(report)
}

/** The figures with three digits after the point: the rest is noise. */
export function asJson({ machine, sections }: Report): string {
  const figures = sections.map(({ bench, title, data }) => ({ bench, title, data }))
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value)
  return `${JSON.stringify({ machine, sections: figures }, rounded, 2)}\n`
}
