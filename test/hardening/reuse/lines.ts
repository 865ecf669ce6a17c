import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What a child says, line by line. Lines may come in another order than they are asked for. */
export class Lines {
  readonly #said: string[] = []
  readonly #end: () => boolean
  #wake: () => void = () => {}

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('its stdout is no pipe')
    let ended = false
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      this.#said.push(line)
      this.#wake()
    })
    lines.on('close', () => {
      ended = true
      this.#wake()
    })
    this.#end = () => ended
  }

  /** Waits for a line that begins with a word, and takes it. */
  async take(word: string): Promise<string> {
    for (;;) {
      const at = this.#said.findIndex((line) => line.split(' ')[0] === word)
      if (at >= 0) return this.#said.splice(at, 1)[0] ?? ''
      if (this.#end()) throw new Error(`it ended without a word of "${word}"`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** The number after the word. */
  async number(word: string): Promise<number> {
    return Number((await this.take(word)).split(' ')[1])
  }
}
