import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { O_PATH } from '../../native/constants.ts'
import type { FileStatus } from '../doctor/sources.ts'

/** Longer than any text that doctor reads. */
const MAX_TEXT = 2 ** 22
/** Longer than any file that is installed. */
const MAX_FILE = 2 ** 29

/**
 * A file as text; undefined when it is not there, closed to us, or no regular file (those of /proc and /sys are).
 *
 * @param owner Who must own it, for files in somebody's home: a link there may lead root anywhere, to what blocks its
 *   reader (/proc/kmsg) or is nobody's business.
 */
export function readText(path: string, owner?: number): string | undefined {
  return withFile(path, (held, { size, uid }) =>
    size <= MAX_TEXT && (owner === undefined || uid === owner) ? fs.readFileSync(held, 'utf8') : undefined,
  )
}

/** The names in a directory, sorted. */
export function listNames(directory: string): readonly string[] | undefined {
  return attempt(() => fs.readdirSync(directory).sort())
}

export function fileStatus(path: string): FileStatus | undefined {
  return attempt(() => {
    const status = fs.statSync(path)
    const { uid, gid, mode, mtimeMs } = status
    const kind = status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other'
    return { kind, uid, gid, mode: mode & 0o7777, changed: Math.floor(mtimeMs / 1000) }
  })
}

/**
 * Of a file's content, in hexadecimal digits. The path may come from a user's file: what says that it is empty, as those
 * of /proc do, is not read.
 */
export function sha256Of(path: string): string | undefined {
  return withFile(path, (held, { size }) => {
    if (size > MAX_FILE) return undefined
    const content = size === 0 ? '' : fs.readFileSync(held)
    return createHash('sha256').update(content).digest('hex')
  })
}

/**
 * Holds the inode, looks at it, and only then opens it: to open a FIFO waits for a writer, and to open /dev/watchdog starts
 * it. Both may be what a link in somebody's home leads to.
 */
function withFile<Result>(
  path: string,
  use: (path: string, status: fs.Stats) => Result | undefined,
): Result | undefined {
  return attempt(() => {
    const fd = fs.openSync(path, O_PATH)
    try {
      const status = fs.fstatSync(fd)
      return status.isFile() ? use(`/proc/self/fd/${fd}`, status) : undefined
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** What cannot be looked at is as good as absent here: doctor says what it did not find. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
