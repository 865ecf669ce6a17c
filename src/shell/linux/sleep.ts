/** Blocks this thread, fractions of milliseconds included: nothing else is to be done meanwhile. */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
