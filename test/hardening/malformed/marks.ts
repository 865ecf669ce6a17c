/** What a thread is busy with, where another thread can see it although the first one does not answer. */
export class Marks {
  /** A case that is larger is not kept; seeds and their mutations are smaller. */
  static readonly SIZE = 2 ** 18
  readonly #numbers: Int32Array
  readonly #bytes: Uint8Array

  constructor(shared: SharedArrayBuffer) {
    this.#numbers = new Int32Array(shared, 0, 2)
    this.#bytes = new Uint8Array(shared, 8)
  }

  static shared(): SharedArrayBuffer {
    return new SharedArrayBuffer(8 + Marks.SIZE)
  }

  set(given: Uint8Array): void {
    const kept = given.length > Marks.SIZE ? new Uint8Array(0) : given
    this.#bytes.set(kept)
    this.#numbers[1] = kept.length
    Atomics.add(this.#numbers, 0, 1)
  }

  /** How many cases were begun. */
  get count(): number {
    return Atomics.load(this.#numbers, 0)
  }

  /** The one that was begun last. */
  get last(): Buffer {
    return Buffer.from(this.#bytes.slice(0, this.#numbers[1]))
  }
}
