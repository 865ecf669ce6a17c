import { EXIT, HookError } from '../errors.ts'
import { checkWritable, type Edit, type Json, type Step } from './edit.ts'
import { type JsonNode, rootOf } from './json-node.ts'

/** A piece of text to put in place of `length` characters at `offset`. */
interface Splice {
  readonly offset: number
  readonly length: number
  readonly text: string
}

/** What is to be added to one node of the tree: members of an object, elements of an array, or a value for a null. */
interface Addition {
  members: Record<string, Json>
  elements: Json[]
}

/**
 * Applies edits to the text of a JSON document with the smallest splices.
 *
 * Everything outside them stays byte for byte: 64-bit numbers (which JSON.parse would round), key order, spacing,
 * unknown fields. Without edits the text itself is returned.
 *
 * @param program Where this program is, for the one hook that may be added.
 * @throws {HookError} `ERR_EDIT` when an edit is not one of ours, or meets a value of another kind.
 */
export function splice(text: string, edits: readonly Edit[], program: string): string {
  if (edits.length === 0) return text
  checkWritable(edits, program)
  const root = rootOf(text)
  if (root === undefined) throw misplaced('the document is empty')
  const additions = new Map<JsonNode, Addition>()
  const replacements = edits.flatMap((edit) => place(edit, root, additions))
  const removed = removedFrom(root, edits)
  const removals = [...new Set(removed.values())].flatMap((list) => remove(list, removed))
  const insertions = [...additions].flatMap(([node, addition]) => insert(node, addition, removed))
  return apply(text, [...replacements, ...removals, ...insertions])
}

/** Replaces the value where the path ends at one, else notes what is missing from the deepest node on the path. */
function place(edit: Edit, root: JsonNode, additions: Map<JsonNode, Addition>): Splice[] {
  if (edit.op === 'remove') return []
  const { node, rest } = walk(root, edit.path)
  if (rest.length === 0 && edit.op === 'set') return [replace(node, JSON.stringify(edit.value))]
  const addition = additions.get(node) ?? { members: {}, elements: [] }
  additions.set(node, addition)
  if (edit.op === 'set') setDeep(addition.members, rest, () => edit.value)
  else if (rest.length === 0) addition.elements.push(...edit.values)
  else setDeep(addition.members, rest, (old) => [...(Array.isArray(old) ? old : []), ...edit.values])
  return []
}

/** Follows `path` as far as the document has it; a null counts as the end, for Go programs write it for "none". */
function walk(root: JsonNode, path: readonly Step[]): Walked {
  let walked: Walked = { node: root, above: undefined, rest: path }
  for (const [at, step] of path.entries()) {
    const next = walked.node.child(step)
    if (next === undefined) break
    walked = { node: next, above: walked.node, rest: path.slice(at + 1) }
  }
  return walked
}

/** How far a path leads, the node above that, and the steps that are left. */
interface Walked {
  readonly node: JsonNode
  readonly above: JsonNode | undefined
  readonly rest: readonly Step[]
}

/** Each element that goes, and the array that it is in. */
type Removed = ReadonlyMap<JsonNode, JsonNode>

function removedFrom(root: JsonNode, edits: readonly Edit[]): Removed {
  const found = edits.flatMap(({ op, path }) => (op === 'remove' ? [walk(root, path)] : []))
  return new Map(
    found.flatMap(({ node, above, rest }) => (rest.length === 0 && above !== undefined ? [[node, above]] : [])),
  )
}

/** An element goes with the comma before it; where no element stays before it, with all up to the next. */
function remove(list: JsonNode, removed: Removed): Splice[] {
  const elements = list.children.map(({ node }) => node)
  let kept: JsonNode | undefined
  return elements.flatMap((element, at): Splice[] => {
    if (!removed.has(element)) {
      kept = element
      return []
    }
    const from = kept === undefined ? element.offset : (elements[at - 1] ?? element).end
    const to = kept === undefined ? (elements[at + 1]?.offset ?? element.end) : element.end
    return [{ offset: from, length: to - from, text: '' }]
  })
}

function replace({ offset, end }: JsonNode, text: string): Splice {
  return { offset, length: end - offset, text }
}

function setDeep(into: Record<string, Json>, path: readonly Step[], update: (old: Json | undefined) => Json): void {
  const [key = '', ...rest] = path.map(String)
  if (rest.length === 0) {
    into[key] = update(into[key])
    return
  }
  const inner = { ...(into[key] as Record<string, Json> | undefined) }
  setDeep(inner, rest, update)
  into[key] = inner
}

function insert(node: JsonNode, { members, elements }: Addition, removed: Removed): Splice[] {
  const parts =
    elements.length > 0
      ? elements.map((element) => JSON.stringify(element))
      : Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  const [open, close] = elements.length > 0 ? ['[', ']'] : ['{', '}']
  if (node.kind === 'null') return [replace(node, open + parts.join(',') + close)]
  if (node.kind !== (elements.length > 0 ? 'array' : 'object')) throw misplaced(`found ${node.kind} at ${node.offset}`)
  const children = node.children.map((child) => child.node)
  const last = children.at(-1)
  if (last === undefined) return [{ offset: node.offset + 1, length: 0, text: parts.join(',') }]
  const comma = children.every((child) => removed.has(child)) ? '' : ','
  return [{ offset: last.end, length: 0, text: comma + parts.join(',') }]
}

function apply(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.offset - b.offset)
  let result = ''
  let at = 0
  for (const { offset, length, text: piece } of ordered) {
    if (offset < at) throw misplaced(`two edits meet at ${offset}`)
    result += text.slice(at, offset) + piece
    at = offset + length
  }
  return result + text.slice(at)
}

function misplaced(found: string): HookError {
  return new HookError('ERR_EDIT', EXIT.internal, `config.json cannot be edited: ${found}`)
}
