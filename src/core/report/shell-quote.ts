/** What no shell takes for anything but itself. */
const PLAIN = /^[A-Za-z0-9_.:@%+,=/-]+$/

/** A text as one word of a POSIX shell: names of the host may stand in commands that people paste. */
export function shellQuote(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
