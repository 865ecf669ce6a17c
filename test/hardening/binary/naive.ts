import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type NaiveEnd, naiveEnd } from '../malformed/naive.ts'

const SCRIPT = fileURLToPath(new URL('naive-hook.mjs', import.meta.url))

/** What became of a document in the naive hook, started as a program: an exception is exit 1 and a stack trace. */
export function naiveProgram(config: Buffer): NaiveEnd | 'exit 1 with a stack trace' {
  const { status } = spawnSync(process.execPath, [SCRIPT], { input: config, stdio: ['pipe', 'ignore', 'ignore'] })
  return status === 0 ? naiveEnd(config) : 'exit 1 with a stack trace'
}
