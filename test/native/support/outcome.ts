/** What a call came to: its answer, or the code of its error. For tables, and for fixtures that print JSON. */
export function outcome<Answer>(call: () => Answer): Answer | string {
  try {
    return call()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}

/** The error that a call must end with. */
export function errorOf(call: () => unknown): Error & { readonly code?: unknown } {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('no error was thrown')
}
