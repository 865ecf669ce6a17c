import fc from 'fast-check'
import { annotation, hostileKey, hostileValue } from './hostile.ts'
import { changeNode, countNodes, membersOf, type Tree } from './tree.ts'

/** From a document to a document with one thing wrong, or odd. */
type Change = (tree: Tree) => Tree

const SPAN = 2 ** 20

/** Some of `seeds`, still JSON in most cases, but not what a runtime would write. */
export function mutatedTree(seeds: readonly Tree[]): fc.Arbitrary<Tree> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.oneof(fc.array(change, { maxLength: 1 }), fc.array(change, { maxLength: 4 })))
    .map(([seed, changes]) => changes.reduce((tree, each) => each(tree), seed))
}

const at = fc.nat(SPAN - 1)

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: fc.tuple(at, hostileValue).map(([where, value]) => somewhere(where, () => value)), weight: 3 },
  { arbitrary: fc.tuple(at, hostileKey, hostileValue).map(([where, key, value]) => put(where, key, value)), weight: 2 },
  { arbitrary: fc.tuple(at, at).map(([where, which]) => somewhere(where, (tree) => drop(tree, which))), weight: 1 },
  { arbitrary: fc.tuple(at, at).map(([where, which]) => somewhere(where, (tree) => double(tree, which))), weight: 1 },
  { arbitrary: fc.tuple(at, hostileValue).map(([where, value]) => inDecidingField(where, value)), weight: 6 },
  { arbitrary: annotation.map(([key, value]) => annotate(key, value)), weight: 6 },
)

function somewhere(where: number, change: Change): Change {
  return (tree) => changeNode(tree, Math.floor((where / SPAN) * countNodes(tree)), change)
}

function put(where: number, key: string, value: Tree): Change {
  return somewhere(where, (tree) => (isObject(tree) ? { members: [...membersOf(tree), [key, value]] } : tree))
}

function drop(tree: Tree, which: number): Tree {
  if (typeof tree === 'string') return tree
  if (Array.isArray(tree)) return tree.filter((_, index) => index !== which % tree.length)
  const members = membersOf(tree)
  return { members: members.filter((_, index) => index !== which % members.length) }
}

function double(tree: Tree, which: number): Tree {
  if (typeof tree === 'string') return tree
  if (Array.isArray(tree)) return [...tree, ...tree.slice(which % (tree.length + 1))]
  const members = membersOf(tree)
  return { members: [...members, ...members.slice(which % (members.length + 1))] }
}

/** The branches of config.json and of the state that this program reads; most of a real document is something else. */
const DECIDING = ['process', 'user', 'devices', 'linux', 'annotations', 'mounts', 'root', 'uidMappings', 'gidMappings']

function inDecidingField(where: number, value: Tree): Change {
  return (tree) => {
    const fields = membersOf(tree).filter(([key]) => DECIDING.includes(key.slice(1, -1)))
    const [name, field] = fields[where % fields.length] ?? []
    if (name === undefined || field === undefined) return somewhere(where, () => value)(tree)
    const inner = where % 3 === 0 ? () => value : inDecidingField(where >> 3, value)
    return { members: membersOf(tree).map(([key, old]) => [key, key === name ? inner(old) : old] as const) }
  }
}

function annotate(key: string, value: Tree): Change {
  const added = [key, value] as const
  return (tree) => {
    const members = membersOf(tree)
    if (!members.some(([name]) => name === '"annotations"')) {
      return isObject(tree) ? { members: [...members, ['"annotations"', { members: [added] }]] } : tree
    }
    return {
      members: members.map(([name, old]) => [name, name === '"annotations"' ? include(old, added) : old] as const),
    }
  }
}

function include(tree: Tree, added: readonly [string, Tree]): Tree {
  return { members: [...membersOf(tree).filter(([key]) => key !== added[0]), added] }
}

function isObject(tree: Tree): boolean {
  return typeof tree === 'object' && !Array.isArray(tree)
}
