import fs from 'node:fs'
import { UNMAPPED } from '../../core/model/ids.ts'
import { BUILT_IN_POLICY, type LogLevel, type LogSettings } from '../../core/policy/policy.ts'
import { type RunRecord, recordLine } from '../../core/report/record.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { loadedLibc } from '../../native/loaded.ts'
import type { Log } from '../system.ts'
import { ownUidMap } from './self.ts'
import type { SystemLog } from './system-log.ts'

/** One file, and the one before it. */
const MAX_BYTES = 2 ** 20
const FILE = 'log.jsonl'
const SYSLOG = '/dev/log'

/**
 * Opens the log: a file, and the system's log where there is one. Both are opened now and not at the first line, for by
 * then the mount namespace may be the container's.
 *
 * Nothing here may stop a container: a full disk or a missing log daemon loses the line, and that is all. A run that had
 * nothing to do writes to the file only, for the other means loading the native add-on.
 */
export async function openLog({ file, syslog }: LogSettings = BUILT_IN_POLICY.log): Promise<Log> {
  const fd = file === 'none' ? undefined : attempt(openFile)
  const mayConnectLater = loadedLibc() === undefined // Then this run has not changed its mount namespace either, and will not.
  const connected = mayConnectLater || syslog === 'none' ? undefined : await connect()
  return {
    write: async (record) => {
      const line = recordLine(record)
      // One write: lines do not mix (O_APPEND).
      if (fd !== undefined && isWanted(file, record)) attempt(() => fs.writeSync(fd, `${line}\n`))
      if (!isWanted(syslog, record)) return
      const log = connected ?? (mayConnectLater ? await connect() : undefined)
      if (log !== undefined) attempt(() => log(priorityOf(record), line))
    },
  }
}

/**
 * /run/oci-device-hook for root. A rootless hook is uid 0 of podman's user namespace with an empty environment: who it
 * is outside stands in its own id map, and that user's runtime directory is the place.
 */
export function logDirectory(): string | undefined {
  const uid = process.geteuid?.() === 0 ? toOutside(ownUidMap(), 0) : process.geteuid?.()
  if (uid === 0) return '/run/oci-device-hook'
  return uid === undefined || uid === UNMAPPED ? undefined : `/run/user/${uid}/oci-device-hook`
}

/** Where the log of whoever runs this is, there or not. */
export function logFile(): string | undefined {
  const directory = logDirectory()
  return directory === undefined ? undefined : `${directory}/${FILE}`
}

function openFile(): number | undefined {
  const directory = logDirectory()
  if (directory === undefined) return undefined
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = `${directory}/${FILE}`
  const fd = openAppending(path)
  if (fs.fstatSync(fd).size < MAX_BYTES) return fd
  fs.closeSync(fd)
  fs.renameSync(path, `${path}.1`)
  return openAppending(path)
}

function openAppending(path: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  return fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
}

/** Late, for it takes the native add-on; a part that has that brings this along. */
async function connect(): Promise<SystemLog | undefined> {
  if (!fs.existsSync(SYSLOG)) return undefined
  const { connectSystemLog } = await import('./system-log.ts')
  return attempt(() => connectSystemLog(SYSLOG))
}

function priorityOf({ exit }: RunRecord) {
  return exit === 0 ? 'info' : 'error'
}

function isWanted(level: LogLevel, record: RunRecord): boolean {
  return level === 'all' || (level === 'news' && isNews(record))
}

function isNews({ asked, error, devices }: RunRecord): boolean {
  return asked || error !== undefined || devices.some(({ strategy }) => strategy !== 'none')
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action()
  } catch {
    return undefined // See above: the log is a courtesy, and there is nowhere left to say that it is full.
  }
}
