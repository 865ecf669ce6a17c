import { type JSONPath, type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser'
import { inputError } from '../errors.ts'
import { quote } from '../report/quote.ts'

/**
 * Says what keeps a text from being JSON. JSON.parse quotes its input in its messages; a position and a term do not leak
 * what an annotation holds.
 */
export function whatIsWrong(text: string): string {
  if (text.trim() === '') return 'nothing'
  const [first] = parseErrors(text)
  if (first === undefined) return 'text that JSON does not allow'
  const before = text.slice(0, first.offset).split('\n')
  const term = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2')
  return `"${term.toLowerCase()}" at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

function parseErrors(text: string): readonly ParseError[] {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  } catch {
    // RangeError: it recurses, and brackets by the million do not fit its stack. Then there is no position to tell.
  }
  return errors
}

/** The error about a text in which a key stands twice in one object. */
export function duplicateKey(text: string, subject: string): Error {
  const seen: Set<string>[] = []
  const found: string[] = []
  visit(text, {
    onObjectBegin: () => void seen.push(new Set()),
    onObjectEnd: () => void seen.pop(),
    onObjectProperty: (key, _offset, _length, _line, _column, path: () => JSONPath) => {
      if (seen.at(-1)?.has(key)) found.push([...path(), key].join('.'))
      seen.at(-1)?.add(key)
    },
  })
  const where = found[0] === undefined ? 'a key twice' : `the key ${quote(found[0])} twice`
  return inputError('ERR_JSON', `${subject} is ambiguous: found ${where}, expected each key once in its object`)
}
