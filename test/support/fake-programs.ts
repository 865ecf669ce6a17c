import fs from 'node:fs'
import { TemporaryDirectory } from '../native/support/directory.ts'

/**
 * Programs that stand before all others of the PATH while the block lasts, as shell scripts by their names: engines are
 * asked by what they are told to answer, on machines that have none.
 */
export class FakePrograms implements Disposable {
  readonly #directory = new TemporaryDirectory()
  readonly #path = process.env.PATH

  /** @param isAlone No other program is found by its name. */
  constructor(scripts: Readonly<Record<string, string>>, isAlone = false) {
    fs.chmodSync(this.#directory.path, 0o755)
    for (const [name, script] of Object.entries(scripts)) {
      fs.writeFileSync(this.at(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    }
    process.env.PATH = isAlone ? this.#directory.path : `${this.#directory.path}:${this.#path}`
  }

  at(name: string): string {
    return this.#directory.at(name)
  }

  /** Lines of a file that a script has written beside itself. */
  lines(name: string): string[] {
    return fs.existsSync(this.at(name)) ? fs.readFileSync(this.at(name), 'utf8').trimEnd().split('\n') : []
  }

  [Symbol.dispose](): void {
    process.env.PATH = this.#path
    this.#directory[Symbol.dispose]()
  }
}

/** A script that prints a document. */
export function printing(document: unknown): string {
  return `cat <<'END'\n${typeof document === 'string' ? document : JSON.stringify(document)}\nEND`
}

/** A script that fails as engines do for a container that they do not know. */
export const UNKNOWN_CONTAINER = 'echo "Error: no such container" >&2; exit 125'
