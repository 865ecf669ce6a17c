/** What takes less is over before it could be read. */
const PATIENCE_MS = 1000
/** Back to the start of the line, and erase it (ECMA-48 EL). */
const CLEAR = '\r\u001b[K'

interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Says on one line what is being waited for, and for how long, while `work` goes on: on a terminal only, from the first
 * second on, and the line is gone afterwards.
 */
export async function withProgress<T>(what: string, work: Promise<T>, terminal: Terminal): Promise<T> {
  if (terminal.isTTY !== true) return work
  const start = performance.now()
  const shown = () => Math.floor((performance.now() - start) / 1000)
  let isShown = false
  const timer = setInterval(() => {
    isShown = true
    terminal.write(`${CLEAR}${what} ... ${shown()} s`)
  }, PATIENCE_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (isShown) terminal.write(CLEAR)
  }
}
