import type { CheckDocument } from '../../core/cdi/check/document.ts'
import type { Finding } from '../../core/cdi/check/finding.ts'
import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import { note } from '../output/note.ts'
import type { Screen } from '../output/screen.ts'
import { type Cell, table } from '../output/table.ts'

/** The findings as people read them: a row for each, and below the sentences, which are too long for a column. */
export function renderCheck({ directories, files, findings }: CheckDocument, screen: Screen): string {
  if (files === 0 && findings.length === 0)
    return `no CDI specs in ${directories.map((path) => printable(path)).join(', ')}\n`
  const rows = findings.map((finding) => row(finding, screen))
  const shown = table(['DEVICE', 'STATE', 'FINDING', 'FILE'], rows, screen)
  const notes = findings
    .filter(({ standing }) => standing !== 'ok')
    .map((finding) =>
      note(sentence(finding), finding.remedy === null ? null : printable(finding.remedy, MAX_SHOWN), screen),
    )
  return notes.length === 0 ? shown : `${shown}\n${notes.join('')}`
}

/** Names of files are whoever's who may write the directory. */
const MAX_SHOWN = 600

function row({ device, standing, code, file }: Finding, screen: Screen): Cell[] {
  return [device === null ? '-' : printable(device), mark(standing, standing, screen), code, printable(file)]
}

function sentence({ device, file, text }: Finding): string {
  return `${printable(device ?? file)}: ${printable(text, MAX_SHOWN)}`
}
