import fs from 'node:fs'
import { O_PATH } from '../../native/constants.ts'

/**
 * Reads a text file at a path that somebody else has chosen, which may be anything: opening a FIFO waits, opening a tape
 * rewinds it, and /dev/zero has no end. So it is held with O_PATH, which opens nothing, looked at, and only then opened,
 * by that descriptor.
 *
 * @param most Bytes; a larger file is not read.
 * @returns undefined for what is no regular file, is too large, or cannot be read.
 */
export function readForeignFile(path: string, most: number): string | undefined {
  try {
    return opened(path, O_PATH, (held) => {
      const status = fs.fstatSync(held)
      if (!status.isFile() || status.size > most) return undefined
      const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = fs.constants
      return opened(`/proc/self/fd/${held}`, O_RDONLY | O_NONBLOCK | O_NOCTTY, (fd) => readBytes(fd, status.size))
    })
  } catch {
    return undefined
  }
}

function opened<Result>(path: string, flags: number, use: (fd: number) => Result): Result {
  const fd = fs.openSync(path, flags)
  try {
    return use(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** No more than it had when it was looked at, and nothing of files of the kernel, which have no size. */
function readBytes(fd: number, size: number): string {
  const buffer = Buffer.alloc(size)
  let read = 0
  for (let got = 1; got > 0 && read < size; read += got) got = fs.readSync(fd, buffer, read, size - read, read)
  return buffer.toString('utf8', 0, read)
}
