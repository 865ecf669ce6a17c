import fs from 'node:fs'

/**
 * A descriptor that somebody owns: `using dir = openat(…)` closes it at the end of the block, whichever way that is
 * left. Functions that only use a descriptor take the number (`dir.fd`) and leave it open.
 *
 * AT_FDCWD is not one: it owns nothing.
 */
export class OwnedFd implements Disposable {
  #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  /** @throws {ClosedFdError} after it was closed: the kernel may have given the number to another file by then. */
  get fd(): number {
    if (this.#fd === CLOSED) throw new ClosedFdError('Cannot use a descriptor after it was closed')
    return this.#fd
  }

  /** Closes it, once. A second time does nothing. */
  [Symbol.dispose](): void {
    const fd = this.#fd
    this.#fd = CLOSED
    if (fd !== CLOSED) fs.closeSync(fd)
  }

  /** Hands the descriptor over: whoever takes the number closes it. */
  release(): number {
    const { fd } = this
    this.#fd = CLOSED
    return fd
  }
}

const CLOSED = -1

/** A mistake in this program, never in its input. */
export class ClosedFdError extends Error {
  override readonly name = 'ClosedFdError'
  readonly code = 'ERR_CLOSED_FD'
}
