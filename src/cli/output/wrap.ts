/**
 * Breaks a text into lines of at most `width` characters: at a space, else behind a `/` or `,`, else anywhere, so that
 * nothing is lost. Lines that are there already stay.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width))
}

/** Lines that all start with `indent`, none longer than `columns`. */
export function indented(text: string, indent: string, columns: number): string {
  return wrap(text, Math.max(columns - indent.length, LEAST))
    .map((line) => `${indent}${line}\n`)
    .join('')
}

/** Narrower than this, every word would be broken. */
const LEAST = 20

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line.trimEnd()]
  const end = breakAt(line, width)
  return [line.slice(0, end).trimEnd(), ...wrapLine(line.slice(end).trimStart(), width)]
}

function breakAt(line: string, width: number): number {
  const space = line.lastIndexOf(' ', width)
  if (space > 0) return space
  const sign = Math.max(line.lastIndexOf('/', width - 1), line.lastIndexOf(',', width - 1))
  return sign > 0 ? sign + 1 : width
}
