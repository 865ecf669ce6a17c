/** What a device path may be made of to be pasted into a shell: no quoting is needed, and none can be broken out of. */
const PLAIN = /^\/dev(\/[A-Za-z0-9_.:@+-]+)+/

/**
 * The first device that a text names, if its path is safe to paste. The colon of "/dev/x: Permission denied" is not part
 * of it, nor is the full stop of a sentence.
 */
export function deviceIn(text: string): string | undefined {
  for (let at = text.indexOf('/dev/'); at >= 0; at = text.indexOf('/dev/', at + 1)) {
    const found = PLAIN.exec(text.slice(at, at + MAX))?.[0].replace(/[.:]+$/, '')
    if (found !== undefined) return found
  }
  return undefined
}

/** Longer than any path of a device. */
const MAX = 256
