/** What one error and its surroundings fill at most. */
const WINDOW = 2 ** 16
const STEP = WINDOW / 2

/**
 * A long text in pieces that overlap by half: words that are further apart than that have nothing to do with each other,
 * even where a pattern has both.
 */
export function windowsOf(text: string): string[] {
  const count = Math.max(1, Math.ceil(text.length / STEP) - 1)
  return Array.from({ length: count }, (_, index) => text.slice(index * STEP, index * STEP + WINDOW))
}
