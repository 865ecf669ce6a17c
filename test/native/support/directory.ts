import fs from 'node:fs'
import path from 'node:path'

/** A new directory that is removed at the end of the block: `using dir = new TemporaryDirectory()`. */
export class TemporaryDirectory implements Disposable {
  readonly path = fs.mkdtempSync('/tmp/oci-device-hook-test-')

  /** The path of `name` within. */
  at(name: string): string {
    return path.join(this.path, name)
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}
