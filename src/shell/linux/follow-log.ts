import fs from 'node:fs'
import { logFile } from './log.ts'
import { logError } from './log-file.ts'

/** A person reads along; a look at two numbers of an inode costs nothing. */
const EVERY_MS = 200

/** How far the log has been read. */
interface Position {
  readonly inode: number
  readonly offset: number
}

/** Calls `tell` with each line that is logged from now on, over a change of the file too. Never ends by itself. */
export async function followLog(tell: (line: string) => void): Promise<never> {
  let position = firstPosition()
  return new Promise((_, reject) => {
    const timer = setInterval(() => {
      try {
        position = readOn(position, tell)
      } catch (error) {
        clearInterval(timer)
        reject(logError(logFile() ?? '', error)) // Such as a closed pipe: nobody reads along any more.
      }
    }, EVERY_MS)
  })
}

function firstPosition(): Position {
  try {
    return end()
  } catch (error) {
    throw logError(logFile() ?? '', error)
  }
}

function end(): Position {
  const status = statusOf(logFile())
  return { inode: status?.ino ?? 0, offset: status?.size ?? 0 }
}

/** A full file was set aside as `.1`: what had not been read of it comes first. */
function readOn({ inode, offset }: Position, tell: (line: string) => void): Position {
  const path = logFile()
  const status = statusOf(path)
  if (path === undefined || status === undefined) return { inode, offset }
  if (status.ino === inode) return { inode, offset: status.size > offset ? tellFrom(path, offset, tell) : offset }
  if (statusOf(`${path}.1`)?.ino === inode) tellFrom(`${path}.1`, offset, tell)
  return { inode: status.ino, offset: tellFrom(path, 0, tell) }
}

/** Up to the last whole line. @returns where that ends. */
function tellFrom(path: string, offset: number, tell: (line: string) => void): number {
  const bytes = fs.readFileSync(path).subarray(offset)
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  for (const line of whole.toString('utf8').split('\n')) if (line !== '') tell(line)
  return offset + whole.length
}

function statusOf(path: string | undefined): fs.Stats | undefined {
  return path === undefined ? undefined : fs.statSync(path, { throwIfNoEntry: false })
}
