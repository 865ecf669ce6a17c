import { execa } from 'execa'
import type { Answer } from '../shell/doctor/sources.ts'

/** Long enough for podman on a slow disk; a program that hangs must not hang this one. */
const TIMEOUT_MS = 30_000

/** Runs a program without a shell, and waits for its end. undefined when there is no such program, or it does not end. */
export async function run(program: string, args: readonly string[]): Promise<Answer | undefined> {
  // A pipe for stdin: crun changes the owner of the /dev/null that it is given in a user namespace.
  const { exitCode, stdout, stderr } = await execa(program, [...args], {
    reject: false,
    input: '',
    timeout: TIMEOUT_MS,
  })
  return exitCode === undefined ? undefined : { code: exitCode, stdout, stderr }
}
