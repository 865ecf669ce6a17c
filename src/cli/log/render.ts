import type { LoggedRun } from '../../core/report/logged-run.ts'
import { printable } from '../../core/report/quote.ts'
import { mark, type Standing } from '../output/mark.ts'
import { note } from '../output/note.ts'
import { paint, type Screen } from '../output/screen.ts'
import { indented } from '../output/wrap.ts'

/** As engines show ids. */
const SHORT_ID = 12
/** The bounds of the log itself (docs/log.md), and some room. */
const MAX_TEXT = 800

/** One run: a line about the container, and below it one sentence a device. The log may be anybody's text by now. */
export function renderRun(run: LoggedRun, screen: Screen): string {
  const { time, container, stage, exit, ms, user, devices, more, error } = run
  const id = container.slice(0, SHORT_ID)
  const who = user === undefined ? '' : `  user ${user}`
  const head = printable(`${time.slice(0, 19).replace('T', ' ')}Z  ${id}  ${stage}  exit ${exit}  ${ms} ms${who}`)
  const lines = [
    ...devices.map((device) => deviceLine(device, screen)),
    ...(more === undefined ? [] : [indented(`and ${more} more devices`, '  ', screen.columns)]),
    ...(error === undefined ? [] : [errorLine(error, screen)]),
  ]
  return `${paint(screen, exit === 0 ? 'heading' : 'fail', head)}\n${lines.join('')}`
}

const STANDING = new Map<boolean | null, readonly [Standing, string]>([
  [true, ['ok', 'opens']],
  [false, ['fail', 'closed']],
  [null, ['unknown', 'unknown']],
])

function deviceLine({ path, strategy, reason, remedy, usable }: LoggedRun['devices'][number], screen: Screen): string {
  const cell = mark(...(STANDING.get(usable) ?? UNKNOWN), screen)
  const word = typeof cell === 'string' ? cell : cell.text
  const hint = remedy === undefined ? undefined : printable(remedy, MAX_TEXT)
  return note(`  ${word}  ${printable(path)}: ${strategy}, because ${printable(reason, MAX_TEXT)}`, hint, screen)
}

const UNKNOWN = ['unknown', 'unknown'] as const

function errorLine({ code, message }: NonNullable<LoggedRun['error']>, screen: Screen): string {
  return note(`  ${code}: ${printable(message, MAX_TEXT)}`, undefined, screen)
}
