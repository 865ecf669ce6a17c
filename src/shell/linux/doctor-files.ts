import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { FileStatus } from '../doctor/sources.ts'

/** Longer than any file that doctor reads; a log is read from its end. */
const MAX_BYTES = 2 ** 22

/** A file as text; undefined when it is not there, closed to us, or no regular file (files of /proc and /sys are). */
export function readText(path: string): string | undefined {
  return attempt(() => {
    const status = fs.statSync(path)
    return status.isFile() && status.size <= MAX_BYTES ? fs.readFileSync(path, 'utf8') : undefined
  })
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

/** Of a file's content, in hexadecimal digits. */
export function sha256Of(path: string): string | undefined {
  return attempt(() => createHash('sha256').update(fs.readFileSync(path)).digest('hex'))
}

/** What cannot be looked at is as good as absent here: doctor says what it did not find. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
