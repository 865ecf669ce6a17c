import fs from 'node:fs'
import koffi from 'koffi'

const libc = koffi.load(null)
const dup = libc.func('int dup(int fd)')
const dup2 = libc.func('int dup2(int from, int to)')

/** stdin, stdout and stderr of this process, to be pointed elsewhere for the time of a block. */
export class StandardDescriptors implements Disposable {
  readonly #saved = [0, 1, 2].map((fd): [number, number] => [fd, dup(fd)])

  point(fd: 0 | 1 | 2, file: string, flags: string): void {
    const opened = fs.openSync(file, flags)
    if (dup2(opened, fd) !== fd) throw new Error(`dup2: errno ${koffi.errno()}`)
    fs.closeSync(opened)
  }

  [Symbol.dispose](): void {
    for (const [fd, copy] of this.#saved) {
      dup2(copy, fd)
      fs.closeSync(copy)
    }
  }
}
