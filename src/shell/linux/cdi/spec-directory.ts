import fs from 'node:fs'
import type { Access, SpecDirectory, SpecFile } from '../../../core/cdi/check/file.ts'
import { formatOf } from '../../../core/cdi/text.ts'
import { type HostGid, type HostUid, OVERFLOW_ID, UNMAPPED } from '../../../core/model/ids.ts'
import { isInitialUserNamespace } from '../self.ts'

/** Larger than any spec seen: one of NVIDIA's with eight GPUs has 60 kB. */
const MAX_BYTES = 4 * 2 ** 20

/** A directory and the files that engines read in it: by the end of their names, sorted, not below it. */
export function specDirectory(path: string): SpecDirectory {
  const { value: access, fault: hidden } = trying(() => accessOf(fs.statSync(path)))
  const { value: names = [], fault = hidden } = trying(() => fs.readdirSync(path))
  const files = names
    .filter((name) => formatOf(name) !== undefined)
    .sort()
    .map((name) => specFile(path, `${path}/${name}`))
  return { path, access, fault, files }
}

/** Most hosts have only one of the directories: that one is not there is no fault. */
function trying<T>(read: () => T): { value?: T; fault?: string } {
  try {
    return { value: read() }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error'
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : { fault: code }
  }
}

function specFile(directory: string, path: string): SpecFile {
  try {
    const { O_RDONLY, O_NONBLOCK } = fs.constants // A FIFO must not make us wait.
    const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK)
    try {
      const status = fs.fstatSync(fd)
      return { path, directory, access: accessOf(status), content: contentOf(fd, status) }
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    const fault = (error as NodeJS.ErrnoException).code ?? 'an error'
    return { path, directory, access: undefined, content: { fault } }
  }
}

function contentOf(fd: number, status: fs.Stats): SpecFile['content'] {
  if (!status.isFile()) return { fault: 'a special file' }
  if (status.size > MAX_BYTES) return { fault: `${status.size} bytes, more than ${MAX_BYTES}` }
  return { text: fs.readFileSync(fd, 'utf8') }
}

function accessOf({ uid, gid, mode }: fs.Stats): Access {
  const isMapped = (id: number) => id !== OVERFLOW_ID || isInitialUserNamespace()
  return {
    uid: isMapped(uid) ? (uid as HostUid) : UNMAPPED,
    gid: isMapped(gid) ? (gid as HostGid) : UNMAPPED,
    mode: mode & 0o7777,
  }
}
