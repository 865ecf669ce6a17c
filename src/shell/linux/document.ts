import fs from 'node:fs'
import { inputError } from '../../core/errors.ts'

/** Reads a file that the caller of a command named, with the caller's own rights. @throws {HookError} `ERR_CONFIG` */
export function readDocument(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code
    throw inputError('ERR_CONFIG', `${path}: found ${found}, expected a readable file`)
  }
}
