import { endOfString, skipSpace } from '../parse/json-keys.ts'

/** A value in a JSON text: where it is, and what it is as far as editing goes. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'null' | 'other'
  readonly offset: number
  readonly end: number
}

/** An element of an array, or a member of an object: that has a key, and begins with it. */
export interface Child {
  readonly key: string | undefined
  readonly offset: number
  readonly node: JsonNode
}

const NULL = 0x6e // n
const QUOTE = 0x22
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x2c]

/**
 * Values with their positions, in a text that is known to be JSON. What nobody asks for is passed over, not read: an
 * edit touches two or three places of a document, and a tree of all of it took longer than everything else of an edit.
 */
export class JsonTree {
  readonly #text: string
  readonly #children = new Map<JsonNode, readonly Child[]>()
  readonly root: JsonNode | undefined

  constructor(text: string) {
    this.#text = text
    const start = skipSpace(text, 0)
    this.root = start < text.length ? this.#nodeAt(start) : undefined
  }

  childrenOf(node: JsonNode): readonly Child[] {
    const known = this.#children.get(node) ?? this.#readChildren(node)
    this.#children.set(node, known)
    return known
  }

  #readChildren({ kind, offset, end }: JsonNode): readonly Child[] {
    if (kind !== 'object' && kind !== 'array') return []
    const children: Child[] = []
    for (let at = skipSpace(this.#text, offset + 1); at < end - 1; ) {
      const child = this.#childAt(at, kind)
      children.push(child)
      at = skipSpace(this.#text, child.node.end)
      if (this.#text.charCodeAt(at) === COMMA) at = skipSpace(this.#text, at + 1)
    }
    return children
  }

  #childAt(offset: number, parent: JsonNode['kind']): Child {
    if (parent === 'array') return { key: undefined, offset, node: this.#nodeAt(offset) }
    const endOfKey = endOfString(this.#text, offset) + 1
    const colon = skipSpace(this.#text, endOfKey)
    // A string alone: it has no key that JSON.parse could mistake (see parse/json.ts).
    const key: string = JSON.parse(this.#text.slice(offset, endOfKey))
    return { key, offset, node: this.#nodeAt(skipSpace(this.#text, colon + 1)) }
  }

  #nodeAt(offset: number): JsonNode {
    const first = this.#text.charCodeAt(offset)
    const kind = first === OPEN_BRACE ? 'object' : first === OPEN_BRACKET ? 'array' : first === NULL ? 'null' : 'other'
    return { kind, offset, end: endOfValue(this.#text, offset) }
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
  let at = start
  while (/[-+.\w]/.test(text.charAt(at))) at++
  return at
}
