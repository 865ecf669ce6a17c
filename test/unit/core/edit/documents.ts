import fc from 'fast-check'

/** A document to be written as text in some odd way; numbers are given by their text. */
export type Tree = string | boolean | null | { readonly raw: string } | readonly Tree[] | Members
export interface Members {
  readonly members: readonly (readonly [string, Tree])[]
}

const NUMBERS = ['0', '-0', '1', '1000', '18446744073709551615', '-9223372036854775808', '1.0', '1e400', '0.1', '432']
const raw = fc.constantFrom(...NUMBERS).map((number) => ({ raw: number }))
// No backslash in a key: JSON.parse of V8 14.6 then takes a later escaped key ("\u0022") for that one, and the tests of
// what is written compare by JSON.parse.
const anyName = fc.oneof(fc.constantFrom('x', 'linux', 'uid', '', '"', '{', ']', ':', 'é', '😀', '\u2028'), fc.string())
const name = anyName.filter((key) => !key.includes('\\'))

const { unknown } = fc.letrec<{ unknown: Tree }>((tie) => ({
  unknown: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(raw, fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null)),
    fc.array(tie('unknown'), { maxLength: 3 }),
    fc.uniqueArray(fc.tuple(name, tie('unknown')), { selector: ([key]) => key, maxLength: 3 }).map(asMembers),
  ),
}))

function asMembers(members: readonly (readonly [string, Tree])[]): Members {
  return { members }
}

/** An object with some of the given members, in any order, between members nobody knows. */
function objectOf(known: Readonly<Record<string, fc.Arbitrary<Tree>>>): fc.Arbitrary<Tree> {
  const options = Object.entries(known).map(([key, value]) => fc.option(fc.tuple(fc.constant(key), value)))
  const strange = fc.uniqueArray(fc.tuple(name, unknown), { selector: ([key]) => key, maxLength: 3 })
  return fc.tuple(fc.tuple(...options), strange).chain(([present, others]) => {
    const mine = present.filter((member) => member !== null)
    const rest = others.filter(([key]) => !(key in known))
    const all = [...mine, ...rest]
    return fc.shuffledSubarray(all, { minLength: all.length }).map(asMembers)
  })
}

const orNull = (value: fc.Arbitrary<Tree>) => fc.option(value, { freq: 5 })
const ids = fc.array(raw, { maxLength: 3 })
const entry = objectOf({ uid: orNull(raw), gid: orNull(raw), fileMode: orNull(raw), path: fc.constant('/dev/x') })

/** config.json as far as splices go: any part may be missing or null, and unknown fields stand everywhere. */
export const configTree = objectOf({
  process: orNull(objectOf({ user: orNull(objectOf({ additionalGids: orNull(ids) })) })),
  linux: orNull(
    objectOf({
      devices: orNull(fc.array(entry, { maxLength: 3 })),
      resources: orNull(objectOf({ devices: orNull(fc.array(unknown, { maxLength: 2 })) })),
    }),
  ),
})

const space = fc.array(fc.constantFrom('', '', ' ', '\n', '\t', '\r\n', '  '), { minLength: 1, maxLength: 7 })

/** The text of a generated config.json, oddly spaced. */
export const configText = fc.tuple(configTree, space).map(([tree, gaps]) => write(tree, gaps))

function write(tree: Tree, gaps: readonly string[]): string {
  let at = 0
  const gap = () => gaps[at++ % gaps.length] ?? ''
  const around = (text: string) => `${gap()}${text}${gap()}`
  const show = (value: Tree): string => {
    if (value === null || typeof value !== 'object') return around(JSON.stringify(value))
    if ('raw' in value) return around(value.raw)
    if ('members' in value) {
      return around(
        `{${value.members.map(([key, each]) => `${around(JSON.stringify(key))}:${show(each)}`).join(',') || gap()}}`,
      )
    }
    return around(`[${value.map(show).join(',') || gap()}]`)
  }
  return show(tree)
}
