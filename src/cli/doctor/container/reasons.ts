import type { ContainerDocument } from '../../../core/doctor/container/document.ts'
import { printable } from '../../../core/report/quote.ts'
import { note } from '../../output/note.ts'
import type { Screen } from '../../output/screen.ts'

type Device = ContainerDocument['devices'][number]

/** Of devices with the same reason, how many are named. */
const MAX_NAMED = 3
/** Longest remedy that is shown. */
const MAX = 2000

/**
 * Why each device is not usable, once for those that have the same reason. A device that a finding below is about has its
 * remedy there.
 */
export function renderReasons({ devices, findings }: ContainerDocument, screen: Screen): string {
  const explained = new Set(findings.flatMap(({ devices: named = [] }) => named))
  const closed = devices.filter(({ verdict }) => verdict !== 'usable')
  const byReason = Map.groupBy(closed, ({ reason }) => reason)
  return [...byReason].map(([reason, alike]) => renderReason(reason, alike, explained, screen)).join('')
}

function renderReason(
  reason: string,
  alike: readonly Device[],
  explained: ReadonlySet<string>,
  screen: Screen,
): string {
  const more = alike.length - MAX_NAMED
  const names = alike.slice(0, MAX_NAMED).map(({ path }) => printable(path))
  const subject = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const open = alike.filter(({ path }) => !explained.has(path))
  const remedy = open.find((device) => device.remedy !== null)?.remedy
  return note(`${subject}: ${reason}`, remedy === undefined || remedy === null ? null : printable(remedy, MAX), screen)
}
