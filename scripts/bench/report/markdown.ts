import type { Machine } from '../machine.ts'
import type { Section } from './section.ts'

/** A table with its title and note, in a form that reads well on a terminal too. */
export function sectionText({ title, columns, rows, note }: Section, level: string): string {
  return [`${level} ${title}`, '', ...tableLines(columns, rows), ...(note === undefined ? [] : ['', note]), ''].join(
    '\n',
  )
}

function tableLines(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((heading, at) => Math.max(3, heading.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(columns), `| ${rule.join(' | ')} |`, ...rows.map(line)]
}

/** What it was measured on, in two sentences. */
export function machineText({ processor, cores, memory, system, kernel, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${cores} cores (${processor}), ${memory}, ${system}, Linux ${kernel}. ${programs.join(', ')}.`
}
