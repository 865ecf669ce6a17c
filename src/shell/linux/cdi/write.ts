import fs from 'node:fs'
import path from 'node:path'
import { EXIT, HookError } from '../../../core/errors.ts'

/**
 * Writes a file under its name in one step (rename(2)), and its directory if need be, for everybody to read whatever the
 * umask: rootless engines read specs as whoever starts them.
 * A link of that name is replaced, not followed.
 *
 * @throws {HookError} `ERR_OUTPUT`, exit 74. Nothing is left behind then.
 */
export function writeWhole(file: string, text: string): void {
  const temporary = `${path.dirname(file)}/.${path.basename(file)}.${process.pid}`
  try {
    makeDirectory(path.dirname(file))
    writeNew(temporary, text)
    fs.renameSync(temporary, file)
  } catch (cause) {
    fs.rmSync(temporary, { force: true })
    const code = (cause as NodeJS.ErrnoException).code
    throw new HookError('ERR_OUTPUT', EXIT.output, `${file} cannot be written: found ${code}`, { cause })
  }
}

function makeDirectory(directory: string): void {
  const umask = process.umask(0o022)
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o755 })
  } finally {
    process.umask(umask)
  }
}

/** Whether there was one to remove. */
export function removeFile(file: string): boolean {
  try {
    fs.unlinkSync(file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw new HookError(
      'ERR_OUTPUT',
      EXIT.output,
      `${file} cannot be removed: ${(cause as NodeJS.ErrnoException).code}`,
      { cause },
    )
  }
}

/** Synced before the rename: after a crash there must not be an empty file, which engines would complain about. */
function writeNew(file: string, text: string): void {
  fs.rmSync(file, { force: true })
  const fd = fs.openSync(file, 'wx', 0o600)
  try {
    fs.writeFileSync(fd, text)
    fs.fchmodSync(fd, 0o644)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
