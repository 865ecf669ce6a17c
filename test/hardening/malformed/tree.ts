import { type DocumentNode, parse, type ValueNode } from '@humanwhocodes/momoa'

/** A JSON document whose strings and numbers are kept as they are written, so that it can be written badly. */
export type Tree = string | readonly Tree[] | Members
export interface Members {
  /** Key and value; the key as it is written, quotation marks included. */
  readonly members: readonly (readonly [string, Tree])[]
}

/** The tree of a text that is known to be JSON. */
export function treeOf(text: string): Tree {
  const document: DocumentNode = parse(text, { mode: 'json', ranges: true })
  return convert(document.body, text)
}

/** Writes a tree as JSON, with `gap` between all its tokens. */
export function write(tree: Tree, gap = ''): string {
  if (typeof tree === 'string') return tree
  const isList = Array.isArray(tree)
  const parts = isList
    ? tree.map((each) => write(each, gap))
    : membersOf(tree).map((member) => writeMember(member, gap))
  const [open, close] = isList ? '[]' : '{}'
  return `${open}${gap}${parts.join(`${gap},${gap}`)}${gap}${close}`
}

/** How many values the tree has, itself included. */
export function countNodes(tree: Tree): number {
  return childrenOf(tree).reduce((sum, child) => sum + countNodes(child), 1)
}

/** A copy in which the value with number `index`, counted from the root, is what `change` makes of it. */
export function changeNode(tree: Tree, index: number, change: (tree: Tree) => Tree): Tree {
  if (index === 0) return change(tree)
  if (typeof tree === 'string') return tree
  let at = 1
  const inner = (child: Tree): Tree => {
    const [first, size] = [at, countNodes(child)]
    at += size
    return index >= first && index < first + size ? changeNode(child, index - first, change) : child
  }
  if (Array.isArray(tree)) return tree.map(inner)
  return { members: membersOf(tree).map(([key, value]) => [key, inner(value)] as const) }
}

/** The members of an object; nothing for any other value. */
export function membersOf(tree: Tree): Members['members'] {
  return typeof tree === 'object' && 'members' in tree ? tree.members : []
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (typeof tree === 'string') return []
  return Array.isArray(tree) ? tree : membersOf(tree).map(([, value]) => value)
}

function writeMember([key, value]: readonly [string, Tree], gap: string): string {
  return `${key}${gap}:${gap}${write(value, gap)}`
}

function convert(node: ValueNode, text: string): Tree {
  if (node.type === 'Array') return node.elements.map(({ value }) => convert(value, text))
  if (node.type !== 'Object') return sourceOf(node, text)
  return { members: node.members.map(({ name, value }) => [sourceOf(name, text), convert(value, text)] as const) }
}

function sourceOf({ range }: { range?: readonly number[] | undefined }, text: string): string {
  return text.slice(range?.[0], range?.[1])
}
