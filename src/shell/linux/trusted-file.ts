import fs from 'node:fs'
import type { HookError } from '../../core/errors.ts'
import { showMode } from '../../core/model/device.ts'

/** What makes a file, or a directory above it, one whose word counts. */
export interface Trust {
  /** Whether what this user can write may be believed. */
  readonly owner: (uid: number) => boolean
  /** Who that is, for messages: completes "expected that only … can write it". */
  readonly owners: string
  /** Most bytes of a file. */
  readonly most: number
  readonly error: (message: string, cause?: unknown) => HookError
}

/** Somebody who writes in a loop could keep us here for ever. */
const MAX_ATTEMPTS = 3

/**
 * Reads a file that decides for root, and judges what it has opened and not what the name meant before.
 *
 * No link is followed in the last component, and O_NONBLOCK keeps a FIFO in its place from making every container wait.
 * The text is that of one moment: a file that is written to in place, while it is read, is read again. Whoever replaces it
 * by rename(2) is seen before or after.
 *
 * @param at Where it is opened, if that is not its path: below a directory that is held.
 * @returns undefined when there is no file.
 * @throws what `trust.error` makes: for a link, anything but a regular file, one that others can write, one too large.
 */
export function readTrustedFile(path: string, trust: Trust, at = path): string | undefined {
  const fd = openOrNothing(path, trust, at)
  if (fd === undefined) return undefined
  try {
    return readSteady(fd, path, trust)
  } finally {
    fs.closeSync(fd)
  }
}

/** Judges one directory on the way to a file. @throws what `trust.error` makes */
export function checkDirectory(path: string, status: fs.Stats, trust: Trust): void {
  if (!status.isDirectory()) throw trust.error(`${path}: found ${kindOf(status)}, expected a directory`)
  checkWriters(path, status, trust)
}

function openOrNothing(path: string, { error }: Trust, at: string): number | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants
  try {
    return fs.openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const found = code === 'ELOOP' ? 'a symbolic link' : code === 'ENXIO' ? 'a socket' : code
    throw error(`${path}: found ${found}, expected a file that can be read`, cause)
  }
}

function readSteady(fd: number, path: string, trust: Trust): string {
  for (let attempt = 1; ; attempt++) {
    const before = fs.fstatSync(fd)
    checkFile(path, before, trust)
    const text = readWhole(fd, before.size)
    if (isSame(before, fs.fstatSync(fd))) return text
    if (attempt === MAX_ATTEMPTS)
      throw trust.error(`${path}: found that it changes while it is read, expected a file at rest`)
  }
}

function checkFile(path: string, status: fs.Stats, trust: Trust): void {
  if (!status.isFile()) throw trust.error(`${path}: found ${kindOf(status)}, expected a regular file`)
  checkWriters(path, status, trust)
  if (status.size > trust.most) throw trust.error(`${path}: found ${status.size} bytes, expected at most ${trust.most}`)
}

function checkWriters(path: string, { uid, mode }: fs.Stats, { owner, owners, error }: Trust): void {
  if (owner(uid) && (mode & 0o022) === 0) return
  throw error(`${path}: found owner ${uid}, mode ${showMode(mode & 0o7777)}, expected that only ${owners} can write it`)
}

function readWhole(fd: number, size: number): string {
  const buffer = Buffer.alloc(size)
  let read = 0
  for (let got = 1; got > 0 && read < size; read += got) got = fs.readSync(fd, buffer, read, size - read, read)
  return buffer.toString('utf8', 0, read)
}

/** Not the change time: that moves when another file takes the name, too, which is no harm. */
function isSame(before: fs.Stats, after: fs.Stats): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs
}

function kindOf(status: fs.Stats): string {
  if (status.isDirectory()) return 'a directory'
  return status.isSymbolicLink() ? 'a symbolic link' : status.isFile() ? 'a file' : 'a special file'
}
