import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import { expect, test } from 'vitest'
import { type KeyPath, tomlPositions } from '../../../../src/core/policy/positions.ts'
import { scaled } from '../../../support/scaled.ts'

const DOCUMENT = `
# a comment with [brackets] = "and more"
on_denied = "fail" # [not a table]
"quoted key" = 'x'
a.b.c = 1
when = 1979-05-27 07:32:00 # a date with a space

[allow] # { here }
devices = [
  "/dev/a", # one, ]
  '/dev/b',
]
text = """
[no.table]
key = "no key" \\""" still
"""""
literal = '''
[[no]]
'''
[deny.more]
inline = { x = 1, "y z" = [ { deep = true } ] }
  [[list]]
  name = "first"
  [[list]]
  name = "second"
`

test.each<[KeyPath, number, number]>([
  [['on_denied'], 3, 1],
  [['quoted key'], 4, 1],
  [['a'], 5, 1],
  [['a', 'b', 'c'], 5, 5],
  [['when'], 6, 1],
  [['allow'], 8, 2],
  [['allow', 'devices'], 9, 1],
  [['allow', 'devices', 0], 10, 3],
  [['allow', 'devices', 1], 11, 3],
  [['allow', 'text'], 13, 1],
  [['allow', 'literal'], 17, 1],
  [['deny'], 20, 2],
  [['deny', 'more'], 20, 7],
  [['deny', 'more', 'inline', 'x'], 21, 12],
  [['deny', 'more', 'inline', 'y z', 0, 'deep'], 21, 31],
  [['list'], 22, 5],
  [['list', 0, 'name'], 23, 3],
  [['list', 1, 'name'], 25, 3],
])('tomlPositions() finds %j at %i:%i', (path, line, column) => {
  parse(DOCUMENT) // It is one.
  expect(tomlPositions(DOCUMENT)(path)).toEqual({ line, column })
})

test('tomlPositions() finds nothing that looks like a key and is none', () => {
  const find = tomlPositions(DOCUMENT)
  for (const path of [['no'], ['no', 'table'], ['allow', 'key'], ['brackets'], ['not a table']]) {
    expect(find(path)).toBeUndefined()
  }
})

/** Every way to a key of a document. */
function pathsOf(value: unknown, at: KeyPath = []): KeyPath[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value) ? value.map((each, index) => [index, each] as const) : Object.entries(value)
  return entries.flatMap(([key, each]) => [[...at, key], ...pathsOf(each, [...at, key])])
}

test('tomlPositions() finds every key of whatever the parser accepts, where it stands', () => {
  const key = fc.oneof(fc.stringMatching(/^[a-z0-9_-]{1,6}$/), fc.string({ minLength: 1, maxLength: 6 }))
  const leaf = fc.oneof(fc.string(), fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.double({ noNaN: true }))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      tie('tree'),
      fc.array(tie('tree'), { maxLength: 2 }),
    ),
  }))
  let found = 0
  fc.assert(
    fc.property(tree, (value) => {
      const toml = stringify(value as object)
      const find = tomlPositions(toml)
      for (const path of pathsOf(parse(toml))) {
        const last = path.at(-1)
        // Tables of an array have a header each, which is the position of the array.
        if (typeof last === 'number' && find(path) === undefined) continue
        const { line, column } = find(path) ?? { line: 0, column: 0 }
        expect(line, `${JSON.stringify(path)} in:\n${toml}`).toBeGreaterThan(0)
        const rest = (toml.split('\n')[line - 1] ?? '').slice(column - 1)
        if (typeof last === 'string' && /^[a-z0-9_-]+$/.test(last)) expect(rest.startsWith(last)).toBe(true)
        found++
      }
    }),
    { numRuns: scaled(2_000) },
  )
  expect(found).toBeGreaterThan(scaled(2_000))
})

test('tomlPositions() finds the first key behind a byte order mark, which the parser takes', () => {
  expect(tomlPositions('\ufeffdenied = 1')(['denied'])).toEqual({ line: 1, column: 2 })
})
