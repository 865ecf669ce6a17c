import fs from 'node:fs'
import { EXIT, HookError, inputError } from '../../core/errors.ts'

/**
 * Where even passing the input on unread comes to an end. Less is parsed (shell/pipeline/input.ts); the rest is still
 * read to its end, for a runtime may wait until we have taken it all.
 */
const MAX_READ = 64 * 2 ** 20
const CHUNK = 64 * 2 ** 10
/** For a reader of our output that makes us wait (a full, non-blocking pipe). */
const MAX_WAIT_MS = 5000
const WAIT_MS = 5

/**
 * Reads stdin to its end, before anything else is done: crun writes all of it before it starts the hook's timeout, so a
 * hook that does not read would hang the container for ever.
 *
 * @throws {HookError} `ERR_STDIN` when it cannot be read, or has no end.
 */
export function readStdin(): Buffer {
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const chunk = readChunk()
    if (chunk.length === 0) return Buffer.concat(chunks)
    chunks.push(chunk)
    total += chunk.length
    if (total > MAX_READ) throw inputError('ERR_STDIN', `stdin has no end: found more than ${MAX_READ} bytes`)
  }
}

function readChunk(): Buffer {
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (;;) {
    try {
      return buffer.subarray(0, fs.readSync(0, buffer, 0, CHUNK, null))
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'EOF') return buffer.subarray(0, 0)
      if (code !== 'EAGAIN') throw inputError('ERR_STDIN', `stdin cannot be read: found ${code}, expected a document`)
      sleep(WAIT_MS)
    }
  }
}

/**
 * Writes config.json to stdout, all of it.
 *
 * Node opens /dev/null in the place of a closed descriptor at its start, so a lost output would look like a success. It
 * opens it for reading and writing, where a shell's `>/dev/null` is for writing alone.
 *
 * @throws {HookError} `ERR_OUTPUT`, exit 74: closed, full, or nobody reads.
 */
export function writeConfig(output: Buffer): void {
  if (isClosedStdout()) throw outputError('it is closed')
  writeStdout(output)
}

/**
 * Writes all of `output` to stdout.
 *
 * @throws {HookError} `ERR_OUTPUT`, exit 74: closed, full, or nobody reads.
 */
export function writeStdout(output: Buffer): void {
  const deadline = process.hrtime.bigint() + BigInt(MAX_WAIT_MS) * 1_000_000n
  for (let written = 0; written < output.length; ) {
    try {
      written += fs.writeSync(1, output, written)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code !== 'EAGAIN' || process.hrtime.bigint() > deadline) throw outputError(String(code))
      sleep(WAIT_MS)
    }
  }
}

/** Writes one line for people. Whoever closed stderr does not want it. */
export function writeStderr(sentence: string): void {
  try {
    fs.writeSync(2, `${sentence}\n`)
  } catch {
    // Full or closed: the log has the same, and the exit code says that something is wrong.
  }
}

function isClosedStdout(): boolean {
  const { rdev } = fs.fstatSync(1)
  if (rdev !== fs.statSync('/dev/null').rdev) return false
  const flags = /^flags:\t0?(\d+)$/m.exec(fs.readFileSync('/proc/self/fdinfo/1', 'latin1'))?.[1] ?? '0'
  return (Number.parseInt(flags, 8) & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === fs.constants.O_RDWR
}

function outputError(found: string): HookError {
  return new HookError('ERR_OUTPUT', EXIT.output, `stdout cannot be written: found ${found}, expected a reader`)
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
