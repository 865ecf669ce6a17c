const OPENING = '([{'
const CLOSING = ')]}'

/** Splits what stands between a call's parentheses at its commas, but not within quotes, brackets and braces. */
export function splitArguments(text: string): string[] {
  const parts: string[] = []
  let [part, depth, quoted] = ['', 0, false]
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (quoted && char === '\\') part += char + text.charAt(++at)
    else if (!quoted && depth === 0 && char === ',') {
      parts.push(part.trim())
      part = ''
    } else {
      part += char
      if (char === '"') quoted = !quoted
      if (!quoted && OPENING.includes(char)) depth++
      if (!quoted && CLOSING.includes(char)) depth--
    }
  }
  return part.trim() === '' ? parts : [...parts, part.trim()]
}
