import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { Step } from '../../core/install/steps.ts'
import type { InstallHost } from '../../shell/install/host.ts'
import { keptPath } from '../../shell/install/places.ts'
import { paint, type Screen } from '../output/screen.ts'

/** What a step would change, as a unified diff that patch(1) reads; nothing for a step that changes nothing. */
export function stepDiff(step: Step, host: InstallHost, screen: Screen): string {
  if (step.action === 'keep') return ''
  const before = host.files.read(step.path)
  const after = textAfter(step, host)
  if (isBinary(before) || isBinary(after)) return `Binary file ${step.path} would be ${VERB[step.action]}\n`
  const names = [before, after].map((text) => (text === undefined ? '/dev/null' : step.path)) as [string, string]
  const patch = createTwoFilesPatch(...names, before ?? '', after ?? '', '', '', { headerOptions: FILE_HEADERS_ONLY })
  return patch.replace(/^[+-].*$/gm, (line) => paint(screen, line.startsWith('+') ? 'ok' : 'fail', line))
}

const VERB = { write: 'written', restore: 'restored', remove: 'removed' } as const

/** The text that the file would have; undefined when it would be gone. */
function textAfter(step: Exclude<Step, { action: 'keep' }>, { files, places }: InstallHost): string | undefined {
  switch (step.action) {
    case 'write':
      return step.content.kind === 'text' ? step.content.text : files.read(step.content.of)
    case 'remove':
      return undefined
    case 'restore':
      return files.read(keptPath(places, step.before.sha256))
  }
}

/** As diff(1) tells: a text has no NUL. */
function isBinary(text: string | undefined): boolean {
  return text?.includes('\0') === true
}
