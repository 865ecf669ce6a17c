import { inputError } from '../errors.ts'
import { quote } from '../report/quote.ts'
import type { JsonFault } from './json-reader.ts'

/**
 * The error about a text that is not JSON. JSON.parse quotes its input in its messages; a position and a term do not leak
 * what an annotation holds.
 */
export function notJson(text: string, fault: JsonFault | undefined, subject: string): Error {
  const found = text.trim() === '' ? 'nothing' : whatIsWrong(text, fault)
  return inputError('ERR_JSON', `${subject} is not JSON: found ${found}, expected one JSON value`)
}

function whatIsWrong(text: string, fault: JsonFault | undefined): string {
  if (fault === undefined) return 'text that JSON does not allow'
  const before = text.slice(0, fault.offset)
  const column = before.length - before.lastIndexOf('\n')
  return `"${fault.expected}" at line ${before.split('\n').length}, column ${column}`
}

/** The error about a text in which a key stands twice in one object. */
export function duplicateKey(path: readonly (string | number)[], subject: string): Error {
  const found = `the key ${quote(path.join('.'))} twice`
  return inputError('ERR_JSON', `${subject} is ambiguous: found ${found}, expected each key once in its object`)
}
