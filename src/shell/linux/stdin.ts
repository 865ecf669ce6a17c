import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'
import { sleep } from './sleep.ts'

/**
 * Where even passing the input on unread comes to an end. Less is parsed (shell/pipeline/input.ts); the rest is still
 * read to its end, for a runtime may wait until we have taken it all.
 */
const MAX_READ = 64 * 2 ** 20
const CHUNK = 64 * 2 ** 10
/** Below the alarm of createRuntime (harden-process.ts), and the timeout of 10 s in our hooks.d files. */
const PATIENCE_MS = 8000
/** While a writer makes us wait: short at first, for it is mostly writing already. */
const [LEAST_WAIT_MS, MOST_WAIT_MS] = [0.1, 5]

/**
 * Reads stdin to its end, before anything else is done: crun writes all of it before it starts the hook's timeout, so a
 * hook that does not read would hang the container for ever.
 *
 * @param patience How long to wait for the end, in milliseconds. A person who types may take longer than an engine.
 * @throws {HookError} `ERR_STDIN` when it cannot be read, has no end, or does not come to one in time.
 */
export function readStdin(patience = PATIENCE_MS): Buffer {
  const fd = openWithoutWaiting()
  try {
    return readToEnd(fd ?? 0, patience)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}

/**
 * A second description of the same pipe or terminal, of which a read does not wait: setting O_NONBLOCK on stdin itself
 * would set it for everybody who shares it. Files have an end, and an offset that is not to be lost.
 */
function openWithoutWaiting(): number | undefined {
  const status = fs.fstatSync(0)
  if (!status.isFIFO() && !status.isCharacterDevice()) return undefined
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = fs.constants
  try {
    return fs.openSync('/proc/self/fd/0', O_RDONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return undefined // No /proc, or a pipe of another user: then it is read as it is, and the engine's timeout is the end.
  }
}

function readToEnd(fd: number, patience: number): Buffer {
  const deadline = now() + patience
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const chunk = readChunk(fd, deadline)
    if (chunk.length === 0) return Buffer.concat(chunks)
    chunks.push(chunk)
    total += chunk.length
    if (total > MAX_READ) throw inputError('ERR_STDIN', `stdin has no end: found more than ${MAX_READ} bytes`)
  }
}

function readChunk(fd: number, deadline: number): Buffer {
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (let wait = LEAST_WAIT_MS; ; wait = Math.min(wait * 2, MOST_WAIT_MS)) {
    if (now() > deadline) throw inputError('ERR_STDIN', 'stdin does not end: found more to come, expected its end')
    try {
      return buffer.subarray(0, fs.readSync(fd, buffer, 0, CHUNK, null))
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'EOF') return buffer.subarray(0, 0)
      if (code !== 'EAGAIN') throw inputError('ERR_STDIN', `stdin cannot be read: found ${code}, expected a document`)
      sleep(wait)
    }
  }
}

/** In milliseconds. As in clock.ts: performance.now() takes longer to load than to wait for an engine. */
function now(): number {
  return process.uptime() * 1000
}
