import fs from 'node:fs'
import { EXIT, HookError } from '../../core/errors.ts'
import { sleep } from './sleep.ts'

/** For a reader of our output that makes us wait (a full, non-blocking pipe). */
const MAX_WAIT_MS = 5000
const WAIT_MS = 5

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
      if (code !== 'EAGAIN' || process.hrtime.bigint() > deadline) throw outputError(String(code), cause)
      sleep(WAIT_MS)
    }
  }
}

/** Writes one line for people. Whoever closed stderr does not want it. What a hook says goes by hook-stderr.ts. */
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

function outputError(found: string, cause?: unknown): HookError {
  return new HookError(
    'ERR_OUTPUT',
    EXIT.output,
    `stdout cannot be written: found ${found}, expected that all of it is taken`,
    {
      cause,
    },
  )
}
