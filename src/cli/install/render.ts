import type { Step } from '../../core/install/steps.ts'
import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import type { Screen } from '../output/screen.ts'
import { table } from '../output/table.ts'

/** What was done, one row a file. */
export function renderSteps(steps: readonly Step[], screen: Screen): string {
  const rows = steps.map(({ action, path }) => [mark('ok', DONE[action], screen), printable(path, MAX_PATH)])
  return table(['DONE', 'FILE'], rows, screen)
}

const MAX_PATH = 4096
const DONE = { keep: 'as it was', write: 'written', restore: 'restored', remove: 'removed' } as const
