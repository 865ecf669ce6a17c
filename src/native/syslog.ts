import { libc } from './libc.ts'
import { asCString } from './ranges.ts'

// syslog.h
const LOG_PID = 0x01
const LOG_NDELAY = 0x08
const LOG_DAEMON = 3 << 3
const PRIORITIES = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const

export type LogPriority = keyof typeof PRIORITIES

/** The one format that is ever used: a device name with `%n` in it must not become one. */
const FORMAT = asCString('%s', 'syslog', 'format')

/** openlog(3) keeps the pointer for as long as the process lives, so the bytes may neither be collected nor move. */
let ident: Buffer | undefined

/**
 * Connects to the system's log, as `daemon`, with our pid in each line. At once and not at the first line: after a
 * change of mount namespace /dev/log would be the container's.
 *
 * @see https://man7.org/linux/man-pages/man3/openlog.3.html
 */
export function openlog(name: string): void {
  // 4 KiB are allocated outside of V8's heap; arrays of up to 64 bytes live inside it, and are moved about.
  ident = Buffer.alloc(4096)
  ident.set(asCString(name, 'openlog', 'name').subarray(0, 255))
  libc().openlog(ident, LOG_PID | LOG_NDELAY, LOG_DAEMON)
}

/**
 * Writes one line to the system's log. It reports no failure: syslog(3) has none to report.
 *
 * @param text One line; the log may show control characters as `#012`, or as they are.
 * @see https://man7.org/linux/man-pages/man3/syslog.3.html
 */
export function syslog(priority: LogPriority, text: string): void {
  libc().syslog(PRIORITIES[priority], FORMAT, asCString(text, 'syslog', 'text'))
}
