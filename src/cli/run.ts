import { constants } from 'node:os'
import { execa } from 'execa'
import type { Answer } from '../shell/doctor/sources.ts'

/** Long enough for podman on a slow disk; a program that hangs must not hang this one. */
const TIMEOUT_MS = 30_000
/** As timeout(1) has it, and as shells have it for what cannot be started. */
export const HUNG = 124
const NOT_STARTED = 126

/**
 * Runs a program without a shell, and waits for its end. One that does not end is ended, and answers `HUNG` and says so.
 *
 * @returns undefined when there is no such program.
 */
export async function run(
  program: string,
  args: readonly string[],
  timeout: number = TIMEOUT_MS,
): Promise<Answer | undefined> {
  // A pipe for stdin: crun changes the owner of the /dev/null that it is given in a user namespace.
  const result = await execa(program, [...args], { reject: false, input: '', timeout })
  const { code, exitCode, signal, timedOut, stdout = '', stderr = '' } = result
  if (code === 'ENOENT') return undefined
  if (timedOut) return { code: HUNG, stdout: '', stderr: `did not answer within ${timeout / 1000} s` }
  if (exitCode !== undefined) return { code: exitCode, stdout, stderr }
  if (signal !== undefined)
    return { code: 128 + (constants.signals[signal] ?? 0), stdout, stderr: `ended by ${signal}` }
  return { code: NOT_STARTED, stdout: '', stderr: `cannot be started: ${code ?? 'no reason is known'}` }
}
