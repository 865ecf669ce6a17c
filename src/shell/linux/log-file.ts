import fs from 'node:fs'
import { logFile } from './log.ts'

/** The log of whoever asks, whole lines only, the oldest first; undefined when nothing was ever logged. */
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
    throw error
  }
}
