import { closeSync, readSync } from 'node:fs'
import koffi from 'koffi'

/** sys/inotify.h and bits/inotify.h. */
const IN_NONBLOCK = 0o4000
const IN_OPEN = 0x20
const IN_CREATE = 0x100
const IN_MODIFY = 0x2
const IN_MOVED_TO = 0x80
const MASK = IN_OPEN | IN_CREATE | IN_MODIFY | IN_MOVED_TO
const SIZE_OF_EVENT = 16

const libc = koffi.load(null)
const init = libc.func('int inotify_init1(int flags)')
const add = libc.func('int inotify_add_watch(int fd, const char *path, uint32_t mask)')

/** Sees that something was opened or made, by whatever program: the kernel keeps count, and nobody is traced. */
export class Watch implements Disposable {
  readonly #fd: number

  constructor(paths: readonly string[]) {
    this.#fd = init(IN_NONBLOCK)
    for (const path of paths) {
      if (add(this.#fd, path, MASK) < 0) throw new Error(`inotify_add_watch(${path}): errno ${koffi.errno()}`)
    }
  }

  /** What happened since the last time: names with `opened` or `made`. */
  events(): string[] {
    const buffer = Buffer.alloc(65_536)
    const length = readOrNothing(this.#fd, buffer)
    const found: string[] = []
    for (let at = 0; at < length; ) {
      const size = buffer.readUInt32LE(at + 12)
      const name = buffer.toString('utf8', at + SIZE_OF_EVENT, at + SIZE_OF_EVENT + size).replace(/\0.*$/s, '')
      found.push(`${name || 'it'} was ${(buffer.readUInt32LE(at + 4) & IN_OPEN) !== 0 ? 'opened' : 'made or written'}`)
      at += SIZE_OF_EVENT + size
    }
    return [...new Set(found)]
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }
}

function readOrNothing(fd: number, buffer: Buffer): number {
  try {
    return readSync(fd, buffer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}
