import fs from 'node:fs'
import { EXIT, HookError } from '../../core/errors.ts'
import { shellQuote } from '../../core/report/shell-quote.ts'
import { logFile } from './log.ts'

/**
 * The log of whoever asks, whole lines only, the oldest first; undefined when nothing was ever logged.
 *
 * @throws {HookError} `ERR_LOG` when there is one that may not, or cannot, be read.
 */
export function readLog(): string[] | undefined {
  const path = logFile()
  const texts = path === undefined ? [] : [`${path}.1`, path].map(textOf)
  if (texts.every((text) => text === undefined)) return undefined
  return texts.flatMap((text) => (text ?? '').split('\n')).filter((line) => line !== '')
}

function textOf(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw logError(path, error)
  }
}

/** What a person can do about a log that is there and cannot be read. */
export function logError(path: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException
  if (cause instanceof HookError || code === undefined) return cause
  const exit = code === 'EACCES' || code === 'EPERM' ? EXIT.denied : EXIT.input
  const message = `${path}: found ${code}, expected a log that this user can read`
  return new HookError('ERR_LOG', exit, message, { cause, remedy: `sudo namei -l ${shellQuote(path)}` })
}
