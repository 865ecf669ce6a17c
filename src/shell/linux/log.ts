import fs from 'node:fs'
import { type RunRecord, recordLine } from '../../core/report/record.ts'
import { openlog, syslog } from '../../native/syslog.ts'

/** One file, and the one before it. */
const MAX_BYTES = 2 ** 20
const NAME = 'log.jsonl'

/**
 * Appends one line to the log file and to the system's log.
 *
 * Nothing here may stop a container: a full disk or a missing syslogd loses the line, and that is all. A run that had
 * nothing to do for a container that did not ask writes to the file only, for syslog(3) means loading the native add-on.
 */
export function writeLog(record: RunRecord): void {
  const line = recordLine(record)
  const directory = logDirectory()
  if (directory !== undefined) attempt(() => append(directory, line))
  const hasNews =
    record.asked || record.error !== undefined || record.devices.some(({ strategy }) => strategy !== 'none')
  if (hasNews && fs.existsSync('/dev/log')) attempt(() => writeSyslog(line, record.exit))
}

/**
 * /run/oci-device-hook for root. A rootless hook is uid 0 of podman's user namespace with an empty environment: who it
 * is outside stands in its own id map, and that user's runtime directory is the place.
 */
export function logDirectory(): string | undefined {
  const outer = /^\s*0\s+(\d+)\s/m.exec(fs.readFileSync('/proc/self/uid_map', 'latin1'))?.[1]
  const uid = process.geteuid?.() === 0 ? Number(outer ?? Number.NaN) : process.geteuid?.()
  if (uid === 0) return '/run/oci-device-hook'
  return uid === undefined || Number.isNaN(uid) ? undefined : `/run/user/${uid}/oci-device-hook`
}

function append(directory: string, line: string): void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = `${directory}/${NAME}`
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  const fd = fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    fs.writeSync(fd, `${line}\n`) // One write: lines of hooks that run at the same time do not mix (O_APPEND).
    if (fs.fstatSync(fd).size > MAX_BYTES) fs.renameSync(path, `${path}.1`)
  } finally {
    fs.closeSync(fd)
  }
}

function writeSyslog(line: string, exit: number): void {
  openlog('oci-device-hook')
  syslog(exit === 0 ? 'info' : 'error', line)
}

function attempt(write: () => void): void {
  try {
    write()
  } catch {
    // See above: the log is a courtesy, and there is nowhere left to say that it is full.
  }
}
