import { paint, type Screen } from './screen.ts'
import { wrap } from './wrap.ts'

/** A sentence, wrapped, and below it what to do: a command stays on one line, so that it can be pasted. */
export function note(sentence: string, remedy: string | null | undefined, screen: Screen): string {
  const [first = '', ...rest] = wrap(sentence, Math.max(screen.columns - INDENT.length, LEAST))
  const text = [first, ...rest.map((line) => `${INDENT}${line}`)].map((line) => `${line}\n`).join('')
  if (remedy === null || remedy === undefined) return text
  return `${text}${INDENT}${paint(screen, 'faint', 'remedy:')} ${paint(screen, 'command', remedy)}\n`
}

const INDENT = '  '
const LEAST = 20
