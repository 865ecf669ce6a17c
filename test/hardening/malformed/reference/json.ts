import { type MemberNode, parse, type StringNode, type ValueNode } from '@humanwhocodes/momoa'

/** A text with its values in their places: `range` of a node says where it stands. */
export interface Read {
  readonly text: string
  readonly body: ValueNode
}

const MAX_DEPTH = 64
const MAX_MEMBERS = 200_000

/**
 * What is JSON to the hook, by a parser that the hook does not use: RFC 8259, each key once, at most 64 levels and
 * 200,000 members.
 *
 * @returns undefined for everything else.
 */
export function readJson(bytes: Buffer): Read | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const { body } = parse(text, { mode: 'json', ranges: true })
    return isStrict(body, text) ? { text, body } : undefined
  } catch {
    return undefined // Not UTF-8, not JSON, or deeper than any stack.
  }
}

/** The members of an object by their keys; undefined for any other value. */
export function membersOf(node: ValueNode | undefined): ReadonlyMap<string, ValueNode> | undefined {
  if (node?.type !== 'Object') return undefined
  return new Map(node.members.map((member) => [keyOf(member), member.value]))
}

/** The value of a string; undefined for any other value. */
export function textOf(node: ValueNode | undefined): string | undefined {
  return node?.type === 'String' ? node.value : undefined
}

export function rangeOf({ range }: { readonly range?: readonly number[] | undefined }): readonly [number, number] {
  const [start, end] = range ?? []
  if (start === undefined || end === undefined) throw new Error('parsed without ranges')
  return [start, end]
}

export function keyOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name
}

function isStrict(root: ValueNode, text: string): boolean {
  let members = 0
  const holds = (node: ValueNode, depth: number): boolean => {
    if (node.type === 'String') return isPlain(node, text)
    if (node.type !== 'Object' && node.type !== 'Array') return true
    if (depth > MAX_DEPTH) return false
    if (node.type === 'Array') return node.elements.every(({ value }) => holds(value, depth + 1))
    members += node.members.length
    if (members > MAX_MEMBERS || new Set(node.members.map(keyOf)).size < node.members.length) return false
    return node.members.every(({ name, value }) => isPlain(name as StringNode, text) && holds(value, depth + 1))
  }
  return holds(root, 1)
}

/** momoa lets control characters stand in a string, which RFC 8259 (section 7) does not. */
function isPlain(node: StringNode, text: string): boolean {
  const [start, end] = rangeOf(node)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\u0000-\u001f]/.test(text.slice(start, end))
}
