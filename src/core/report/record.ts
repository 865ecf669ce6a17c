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
  /** Annotations of ours that the policy does not let count. */
  readonly ignored?: readonly string[]
  /** Annotations of the runtime that were overridden, for a hook was planted. */
  readonly muted?: readonly string[]
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
  /** What to do about a device that stays closed. */
  readonly remedy?: string
  readonly usable: Usable
}

/** Some clauses, each about one obstacle. */
const MAX_REASON = 400

/** There are five that count; the others are mistakes. */
const MAX_IGNORED = 8

/** A line stays below what syslogd implementations cut at (rsyslog: 8 KiB by default). */
const MAX_LINE = 4096

/**
 * One JSON object on one line, printable ASCII only, of at most 4096 bytes: devices that do not fit are counted in `more`.
 */
export function recordLine(record: RunRecord): string {
  const { error } = record
  const safeError = error === undefined ? undefined : { code: error.code, message: printable(error.message, 600) }
  const ignored = record.ignored?.slice(0, MAX_IGNORED).map((key) => printable(key))
  const head = { ...record, container: printable(record.container), ignored, error: safeError }
  const devices = thatFit(
    refusedFirst(record.devices),
    JSON.stringify({ ...head, devices: [], more: record.devices.length }).length,
  )
  const more = record.devices.length - devices.length
  return JSON.stringify({ ...head, devices, ...(more > 0 ? { more } : {}) })
}

/** What stopped a container has to fit, whatever else there is: a container may have every device of the host. */
function refusedFirst(devices: readonly RecordedDevice[]): readonly RecordedDevice[] {
  const isRefused = ({ strategy }: RecordedDevice) => strategy === 'refuse'
  return devices.some(isRefused) ? devices.toSorted((a, b) => Number(isRefused(b)) - Number(isRefused(a))) : devices
}

/** Each device is written once to be measured: a container may have ten thousand, and its start waits for this line. */
function thatFit(devices: readonly RecordedDevice[], taken: number): RecordedDevice[] {
  const shown: RecordedDevice[] = []
  let length = taken
  for (const device of devices) {
    const safe = printableDevice(device)
    length += JSON.stringify(safe).length + 1
    if (length > MAX_LINE) break
    shown.push(safe)
  }
  return shown
}

function printableDevice({ path, strategy, reason, remedy, usable }: RecordedDevice): RecordedDevice {
  const hint = remedy === undefined ? {} : { remedy: printable(remedy, MAX_REASON) }
  return { path: printable(path), strategy, reason: printable(reason, MAX_REASON), ...hint, usable }
}
