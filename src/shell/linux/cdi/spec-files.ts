import fs from 'node:fs'
import type { SpecFile } from '../../../core/cdi/check/check.ts'
import { formatOf } from '../../../core/cdi/text.ts'

/** Larger than any spec seen: one of NVIDIA's with eight GPUs has 60 kB. */
const MAX_BYTES = 4 * 2 ** 20

/** Files that engines read in a directory: by the end of their names, sorted, not below it. */
export function specFiles(directory: string): SpecFile[] {
  return names(directory)
    .filter((name) => formatOf(name) !== undefined)
    .sort()
    .map((name) => specFile(directory, `${directory}/${name}`))
}

function names(directory: string): string[] {
  try {
    return fs.readdirSync(directory)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return [] // Most hosts have only one of the directories.
    throw error
  }
}

function specFile(directory: string, path: string): SpecFile {
  try {
    const { O_RDONLY, O_NONBLOCK } = fs.constants // A FIFO must not make us wait.
    const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK)
    try {
      const status = fs.fstatSync(fd)
      return { path, directory, mode: status.mode & 0o7777, content: contentOf(fd, status) }
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    return { path, directory, mode: 0, content: { fault: (error as NodeJS.ErrnoException).code ?? 'an error' } }
  }
}

function contentOf(fd: number, status: fs.Stats): SpecFile['content'] {
  if (!status.isFile()) return { fault: 'a special file' }
  if (status.size > MAX_BYTES) return { fault: `${status.size} bytes, more than ${MAX_BYTES}` }
  return { text: fs.readFileSync(fd, 'utf8') }
}
