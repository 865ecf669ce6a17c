import { endOfString, skipSpace } from '../parse/json-keys.ts'

/** An element of an array, or a member of an object: that has a key, and begins with it. */
export interface Child {
  readonly key: string | undefined
  readonly node: JsonNode
}

const [NULL, QUOTE, COMMA, SPACE] = [0x6e, 0x22, 0x2c, 0x20]
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/** The value of a text that is known to be JSON; undefined where the text is empty. */
export function rootOf(text: string): JsonNode | undefined {
  const start = skipSpace(text, 0)
  return start < text.length ? new JsonNode(text, start) : undefined
}

/**
 * A value in a JSON text: where it is, and what is in it.
 *
 * What nobody asks for is passed over or not even come to: an edit touches two or three places of a document, and a tree
 * of all of it took longer than everything else of an edit.
 */
export class JsonNode {
  readonly kind: 'object' | 'array' | 'null' | 'other'
  readonly offset: number
  readonly #text: string
  /** Those that were come to, in their order. */
  readonly #found: Child[] = []
  #end: number | undefined

  constructor(text: string, offset: number) {
    const first = text.charCodeAt(offset)
    this.kind = first === OPEN_BRACE ? 'object' : first === OPEN_BRACKET ? 'array' : first === NULL ? 'null' : 'other'
    this.offset = offset
    this.#text = text
  }

  /** Where it ends: the offset of what follows. */
  get end(): number {
    this.#end ??= endOfValue(this.#text, this.offset)
    return this.#end
  }

  get children(): readonly Child[] {
    while (this.#findNext() !== undefined);
    return this.#found
  }

  /** The element of an array, or the value of a member. */
  child(step: string | number): JsonNode | undefined {
    if (typeof step === 'number') {
      while (this.#found.length <= step && this.#findNext() !== undefined);
      return this.#found[step]?.node
    }
    let child = this.#found.find(({ key }) => key === step)
    while (child === undefined) {
      const next = this.#findNext()
      if (next === undefined) return undefined
      if (next.key === step) child = next
    }
    return child.node
  }

  #findNext(): Child | undefined {
    if (this.kind !== 'object' && this.kind !== 'array') return undefined
    const last = this.#found.at(-1)
    const from = skipSpace(this.#text, last?.node.end ?? this.offset + 1)
    const at = this.#text.charCodeAt(from) === COMMA ? skipSpace(this.#text, from + 1) : from
    const code = this.#text.charCodeAt(at)
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) return undefined
    const child = this.kind === 'array' ? { key: undefined, node: new JsonNode(this.#text, at) } : this.#memberAt(at)
    this.#found.push(child)
    return child
  }

  #memberAt(offset: number): Child {
    const endOfKey = endOfString(this.#text, offset) + 1
    const colon = skipSpace(this.#text, endOfKey)
    // A string alone: it has no key that JSON.parse could mistake (see parse/json.ts).
    const key: string = JSON.parse(this.#text.slice(offset, endOfKey))
    return { key, node: new JsonNode(this.#text, skipSpace(this.#text, colon + 1)) }
  }
}

/** Passes over the value at `start`: a string at once, an object or an array up to the bracket that closes it. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--
    else if (depth > 0) continue
    else return endOfWord(text, at)
    if (depth === 0) return at + 1
  }
  return text.length
}

/** Of a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= SPACE || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) return at
  }
  return text.length
}
