import { showMode, showNumber } from '../core/model/device.ts'
import type { Usable } from '../core/model/observation.ts'
import type { Decision } from '../core/plan/decision.ts'
import type { StagePlan } from '../core/report/plan-document.ts'
import { printable } from '../core/report/quote.ts'
import { table } from './table.ts'

/** The plan as people read it: one row a device, and the reasons below, which are too long for a column. */
export function renderPlan({ stage, who, decisions }: StagePlan): string {
  const groups = who.groups.length === 0 ? '' : `, groups ${who.groups.join(',')}`
  const head = `At ${stage}, for uid ${who.uid}, gid ${who.gid}${groups}:\n`
  if (decisions.length === 0) return `${head}\nno devices beside those that every container has\n`
  const rows = decisions.map(row)
  const reasons = decisions.map(({ strategy, path, reason, remedy }) => {
    const hint = remedy === undefined ? '' : `\n  remedy: ${remedy}`
    return `${strategy} ${printable(path)}, because ${reason}${hint}`
  })
  return `${head}\n${table(HEADINGS, rows)}\n${reasons.join('\n')}\n`
}

const HEADINGS = ['DEVICE', 'NUMBER', 'OWNER', 'MODE', 'STRATEGY', 'NOW', 'AFTER']
const ANSWER = new Map<Usable, string>([
  [true, 'opens'],
  [false, 'denied'],
  [null, 'unknown'],
])

/** Owner and mode are those that decide: of the node as the container has or would get it, else of the host's. */
function row({ path, device, strategy, usable }: Decision<unknown>): string[] {
  const { host, number, seen } = device
  const node = 'mode' in seen ? seen : host
  const [owner, mode] = node === undefined ? ['-', '-'] : [`${node.uid}:${node.gid}`, showMode(node.mode)]
  const answers = [usable.before, usable.after].map((answer) => ANSWER.get(answer) ?? '')
  return [printable(path), number === undefined ? '-' : showNumber(number), owner, mode, strategy, ...answers]
}
