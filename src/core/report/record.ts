import type { Usable } from '../model/observation.ts'
import type { Strategy } from '../plan/decision.ts'
import { printable } from './quote.ts'

/** What one run of the hook leaves behind in the log. */
export interface RunRecord {
  /** RFC 3339, UTC. */
  readonly time: string
  readonly version: string
  readonly stage: string
  /** Id of the container, or what comes closest to it. */
  readonly container: string
  readonly asked: boolean
  readonly user: string | undefined
  readonly devices: readonly RecordedDevice[]
  readonly exit: number
  /** Code and sentence of the error that ended the run. */
  readonly error: { readonly code: string; readonly message: string } | undefined
  /** From the start of the process, in milliseconds. */
  readonly ms: number
}

export interface RecordedDevice {
  readonly path: string
  readonly strategy: Strategy
  readonly reason: string
  readonly usable: Usable
}

/** A line stays below what syslogd implementations cut at (rsyslog: 8 KiB by default). */
const MAX_LINE = 4096

/**
 * One JSON object on one line, printable ASCII only, of at most 4096 bytes: devices that do not fit are counted in `more`.
 */
export function recordLine(record: RunRecord): string {
  const devices = record.devices.map((device) => ({
    ...device,
    path: printable(device.path),
    reason: printable(device.reason),
  }))
  const { error } = record
  const safeError = error === undefined ? undefined : { code: error.code, message: printable(error.message, 600) }
  const head = { ...record, container: printable(record.container), error: safeError }
  for (let shown = devices.length; ; shown--) {
    const more = devices.length - shown
    const line = JSON.stringify({ ...head, devices: devices.slice(0, shown), ...(more > 0 ? { more } : {}) })
    if (line.length <= MAX_LINE || shown === 0) return line
  }
}
