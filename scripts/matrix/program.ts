import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program at work, spoken to by lines. */
export interface Program {
  readonly pid: number
  /** The next line of stdout that starts with `word`, without it; undefined when stdout ends before. */
  readonly line: (word: string) => Promise<string | undefined>
  readonly say: (line: string) => void
  /** Closes stdin, which ends the container, and waits for the program's end. */
  readonly end: () => Promise<Ending>
}

export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stderr: string
}

/** No container here takes long; one that hangs is killed, and the cell fails. */
const MAX_MS = 60_000

/**
 * Starts a program with pipes for stdin, stdout and stderr: crun before 1.24 gives its stdio, and with it the host's
 * /dev/null, to the container's root.
 */
export function start([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, cwd = '/'): Program {
  const child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_MS)
  const stderr: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text))
  child.stdin.on('error', () => {}) // It ended before it read all; its exit status tells.
  const ended = new Promise<Ending>((resolve) => {
    child.on('error', ({ message }) => resolve({ code: null, stderr: message }))
    child.on('close', (code) => resolve({ code, stderr: stderr.join('') }))
  }).finally(() => clearTimeout(timer))
  return {
    pid: child.pid ?? 0,
    line: lineReader(child),
    say: (line) => void child.stdin.write(`${line}\n`),
    end: () => {
      child.stdin.end()
      return ended
    },
  }
}

function lineReader({ stdout }: ChildProcessWithoutNullStreams): Program['line'] {
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  return async (word) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) return undefined
      if (value.startsWith(word)) return value.slice(word.length).trim()
    }
  }
}
