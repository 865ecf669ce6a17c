/**
 * Whether the fixed texts of a pattern occur in `text`, in their order; `*` stands for anything, or nothing.
 *
 * Each piece is looked for behind the piece before it, once, so the time is linear in the text whatever it is: errors are
 * pasted from logs that others wrote.
 *
 * @param text In lower case.
 */
export function matches(text: string, pattern: string): boolean {
  let from = 0
  for (const piece of pieces(pattern)) {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}

/** How much a pattern says: the characters that are fixed in it. */
export function weight(pattern: string): number {
  return pieces(pattern).reduce((sum, piece) => sum + piece.length, 0)
}

function pieces(pattern: string): string[] {
  return pattern.toLowerCase().split('*').filter(Boolean)
}
