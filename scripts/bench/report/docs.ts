import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { OURS } from '../contestants.ts'
import { type Chart, svg } from './chart.ts'
import { machineText, sectionText } from './markdown.ts'
import { asJson, type Report } from './report.ts'
import type { Section } from './section.ts'

const DOCS = new URL('../../../docs/', import.meta.url)
const PAGE = new URL('performance.md', DOCS)
const DIRECTORY = new URL('performance/', DOCS)

/** Which heats are drawn, in which file. */
const CHARTS: Readonly<Record<string, (section: Section) => boolean>> = {
  'start.svg': ({ bench, title }) => bench === 'start' && !title.includes('16'),
  'container.svg': ({ bench }) => bench === 'container',
}

/** Puts the tables between the marks of docs/performance.md, and charts and figures beside it. */
export function writeDocs(report: Report): void {
  mkdirSync(DIRECTORY, { recursive: true })
  let page = readFileSync(PAGE, 'utf8')
  page = between(page, 'machine', `${machineText(report.machine)}\n`)
  for (const [bench, sections] of Map.groupBy(report.sections, (section) => section.bench)) {
    page = between(page, bench, sections.map((section) => sectionText(section, '###')).join('\n'))
  }
  writeFileSync(PAGE, page)
  writeFileSync(new URL('results.json', DIRECTORY), asJson(report))
  for (const [file, isDrawn] of Object.entries(CHARTS)) drawInto(file, report.sections.filter(isDrawn))
}

function drawInto(file: string, sections: readonly Section[]): void {
  if (sections.length === 0) return
  const charts = sections.map(({ title, bars = [] }): Chart => ({ title, unit: 'ms, p25 and p90', bars, ours: OURS }))
  writeFileSync(new URL(file, DIRECTORY), svg(charts))
}

/** @throws {Error} when the page lacks the marks. */
function between(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->\n`, `<!-- end:${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no ${begin.trim()} ... ${end}`)
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`
}
