import type { ArrayNode, MemberNode, ValueNode } from '@humanwhocodes/momoa'
import { keyOf, type Read, rangeOf } from './json.ts'

/** Where the hook may write; kept apart from the list in src, so that neither can drift. */
const PLACES: readonly RegExp[] = [
  /^linux\.devices\[\d+\]\.(uid|gid|fileMode)$/,
  /^linux\.(resources\.)?devices$/,
  /^process\.user\.additionalGids$/,
  /^hooks\.createRuntime$/,
  /^mounts$/,
  /^annotations\.run\.oci\.keep_original_groups$/,
  /^annotations\.run\.oci\.hooks\.std(out|err)$/,
  // What must be there for one of these to be in.
  /^(process|process\.user|linux|linux\.resources|hooks|annotations)$/,
]
/** Lists that an optional device may be taken out of. */
const SHRINKING: readonly string[] = ['linux.devices', 'mounts']

/** What stands in the output in the place of a part of the input. */
interface Change {
  readonly place: string
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Says what the hook wrote that it may not write, or nothing.
 *
 * The changes are found by comparing values in their order, numbers by their text. Put into the input they must give
 * the output byte for byte. Where an element was taken out, only the values are compared.
 */
export function forbiddenEdit(input: Read, output: Read): string | undefined {
  const changes = changesOf(input, output)
  const isWhole = changes.every(({ from }) => from !== REMOVED)
  const isLost = isWhole && rebuild(input.text, changes) !== output.text
  return forbiddenIn(changes) ?? (isLost ? 'changed bytes outside of its edits' : undefined)
}

/** The same for values alone, however they are spaced. */
export function forbiddenChange(input: Read, output: Read): string | undefined {
  return forbiddenIn(changesOf(input, output))
}

function changesOf(input: Read, output: Read): Change[] {
  return [...new Comparison(input.text, output.text).changes(input.body, output.body, '')]
}

function forbiddenIn(changes: readonly Change[]): string | undefined {
  const forbidden = changes.find(({ place }) => !PLACES.some((known) => known.test(place)))
  return forbidden && `wrote at ${forbidden.place || 'the root'}: ${forbidden.text.slice(0, 80)}`
}

const REMOVED = -1

class Comparison {
  readonly #input: string
  readonly #output: string

  constructor(input: string, output: string) {
    this.#input = input
    this.#output = output
  }

  *changes(before: ValueNode, after: ValueNode, place: string): Iterable<Change> {
    if (this.#was(before) === this.#is(after)) return
    if (before.type === 'Object' && after.type === 'Object') {
      yield* this.#members(before.members, after.members, place)
      yield* this.#added(before, after, before.members, after.members, (member) => join(place, keyOf(member)))
    } else if (before.type === 'Array' && after.type === 'Array') {
      yield* this.#elements(before, after, place)
    } else {
      const [from, to] = rangeOf(before)
      yield { place, from, to, text: this.#is(after) }
    }
  }

  *#members(before: readonly MemberNode[], after: readonly MemberNode[], place: string): Iterable<Change> {
    for (const [index, { name, value }] of before.entries()) {
      const now = after[index]
      const inner = join(place, name.type === 'String' ? name.value : name.name)
      if (now === undefined || this.#was(name) !== this.#is(now.name)) yield removed(`${inner} (the key)`)
      else yield* this.changes(value, now.value, inner)
    }
  }

  *#elements(before: ArrayNode, after: ArrayNode, place: string): Iterable<Change> {
    const left = after.elements.map(elementValue)
    const kept = before.elements.map(elementValue).filter((value) => this.#takeVersionOf(value, left, place))
    const gone = before.elements.length - kept.length
    if (gone > 0) yield removed(SHRINKING.includes(place) ? place : `${place} (an element)`)
    for (const [index, value] of kept.entries()) {
      const now = after.elements[index]?.value
      if (now !== undefined) yield* this.changes(value, now, `${place}[${index}]`)
    }
    const added = this.#added(before, after, kept, after.elements.map(elementValue), () => place)
    yield* gone > 0 ? [...added].map((change) => ({ ...change, from: REMOVED })) : added
  }

  /** Takes the first of `left`, if it is `value` but for what may be changed in it. */
  #takeVersionOf(value: ValueNode, left: ValueNode[], place: string): boolean {
    const [first] = left
    if (first === undefined) return false
    const differences = [...this.changes(value, first, `${place}[0]`)]
    const isVersion = differences.every(({ place: where }) => PLACES.some((known) => known.test(where)))
    if (isVersion) left.shift()
    return isVersion
  }

  /** What stands behind the last of `before`, or just inside the bracket. */
  *#added<T extends { readonly range?: readonly number[] }>(
    was: ValueNode,
    is: ValueNode,
    before: readonly T[],
    after: readonly T[],
    placeOf: (added: T) => string,
  ): Iterable<Change> {
    const from = endOf(before.at(-1)) ?? rangeOf(was)[0] + 1
    let start = endOf(after[before.length - 1]) ?? rangeOf(is)[0] + 1
    for (const each of after.slice(before.length)) {
      const end = rangeOf(each)[1]
      yield { place: placeOf(each), from, to: from, text: this.#output.slice(start, end) }
      start = end
    }
  }

  #was(node: { readonly range?: readonly number[] }): string {
    return this.#input.slice(...rangeOf(node))
  }

  #is(node: { readonly range?: readonly number[] }): string {
    return this.#output.slice(...rangeOf(node))
  }
}

function elementValue({ value }: { readonly value: ValueNode }): ValueNode {
  return value
}

function rebuild(input: string, changes: readonly Change[]): string {
  let [output, at] = ['', 0]
  for (const { from, to, text } of [...changes].sort((a, b) => a.from - b.from)) {
    output += input.slice(at, from) + text
    at = to
  }
  return output + input.slice(at)
}

function removed(place: string): Change {
  return { place, from: REMOVED, to: REMOVED, text: '' }
}

function endOf(node: { readonly range?: readonly number[] } | undefined): number | undefined {
  return node === undefined ? undefined : rangeOf(node)[1]
}

function join(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}
