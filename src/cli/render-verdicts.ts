import { printable } from '../core/report/quote.ts'
import type { VerifyDocument } from '../core/verdict/document.ts'
import { table } from './table.ts'

/** Verdicts as people read them: one row a device, and below the reasons for everything that is not usable. */
export function renderVerdicts({ pid, identity, devices }: VerifyDocument): string {
  const show = (id: number | null) => (id === null ? 'unmapped' : String(id))
  const groups = identity.groups.length === 0 ? 'no groups' : `groups ${identity.groups.map(show).join(',')}`
  const head = `Process ${pid}, as uid ${show(identity.uid)}, gid ${show(identity.gid)}, ${groups}:\n`
  if (devices.length === 0) return `${head}\nno devices beside those that every container has\n`
  const rows = devices.map(({ path, verdict, layer }) => [printable(path), verdict, layer ?? '-'])
  const reasons = devices
    .filter(({ verdict }) => verdict !== 'usable')
    .map(({ path, reason, remedy }) => {
      const hint = remedy === null ? '' : `\n  remedy: ${remedy}`
      return `${printable(path)}: ${reason}${hint}\n`
    })
  return `${head}\n${table(['DEVICE', 'VERDICT', 'LAYER'], rows)}${reasons.length === 0 ? '' : `\n${reasons.join('')}`}`
}
