/**
 * Freezes what every object inherits. A key of some input that were written as one of its members would change the
 * meaning of all code that runs afterwards (CVE-2021-21297); now such a write is an error, and the process ends.
 *
 * `--disable-proto=throw` of the executable closes the other way there.
 */
export function freezeIntrinsics(): void {
  for (const prototype of [Object.prototype, Array.prototype, Function.prototype, Map.prototype, Set.prototype]) {
    Object.freeze(prototype)
  }
}
