import { EXIT, HookError } from '../core/errors.ts'

/** Where a command writes, and how it ends. Tests give one that remembers. */
export interface Output {
  write(text: string): void
  error(line: string): void
  exit(code: number): void
}

export const standardOutput: Output = {
  write: (text) => void process.stdout.write(text),
  error: (line) => void process.stderr.write(`${line}\n`),
  exit: (code) => {
    process.exitCode = code
  },
}

/** The exit code that an error stands for. */
export function exitOf(error: unknown): number {
  return error instanceof HookError ? error.exit : EXIT.internal
}
