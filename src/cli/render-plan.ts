import { showMode, showNumber } from '../core/model/device.ts'
import type { Usable } from '../core/model/observation.ts'
import type { Decision } from '../core/plan/decision.ts'
import type { StagePlan } from '../core/report/plan-document.ts'
import { printable } from '../core/report/quote.ts'
import { mark, type Standing } from './output/mark.ts'
import { note } from './output/note.ts'
import type { Screen } from './output/screen.ts'
import { type Cell, table } from './output/table.ts'
import { indented } from './output/wrap.ts'

/** The plan as people read it: one row a device, and the reasons below, which are too long for a column. */
export function renderPlan({ stage, who, decisions }: StagePlan, screen: Screen): string {
  const groups = who.groups.length === 0 ? '' : `, groups ${who.groups.join(',')}`
  const head = indented(`At ${stage}, for uid ${who.uid}, gid ${who.gid}${groups}:`, '', screen.columns)
  if (decisions.length === 0) return `${head}\nno devices beside those that every container has\n`
  const rows = decisions.map((decision) => row(decision, screen))
  const reasons = decisions.map(({ strategy, path, reason, remedy }) =>
    note(`${strategy} ${printable(path)}, because ${reason}`, remedy, screen),
  )
  return `${head}\n${table(HEADINGS, rows, screen)}\n${reasons.join('')}`
}

const HEADINGS = ['DEVICE', 'NUMBER', 'OWNER', 'MODE', 'STRATEGY', 'NOW', 'AFTER']
const ANSWER = new Map<Usable, readonly [standing: Standing, word: string]>([
  [true, ['ok', 'opens']],
  [false, ['fail', 'denied']],
  [null, ['unknown', 'unknown']],
])

/** Owner and mode are those that decide: of the node as the container has or would get it, else of the host's. */
function row({ path, device, strategy, usable }: Decision<unknown>, screen: Screen): Cell[] {
  const { host, number, seen } = device
  const node = 'mode' in seen ? seen : host
  const [owner, mode] = node === undefined ? ['-', '-'] : [`${node.uid}:${node.gid}`, showMode(node.mode)]
  const answers = [usable.before, usable.after].map((answer) => mark(...(ANSWER.get(answer) ?? NO_ANSWER), screen))
  return [printable(path), number === undefined ? '-' : showNumber(number), owner, mode, strategy, ...answers]
}

const NO_ANSWER = ['unknown', 'unknown'] as const
