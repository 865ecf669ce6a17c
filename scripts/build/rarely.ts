import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import { RARE_FILES } from './rare-files.ts'
import { inRoot } from './repository.ts'

/** Starts of parts that name what they always need: to them a file is what it is from source. */
const TAKES_ALL_AT_ONCE = inRoot('src/create-runtime.ts')

const groupOf: ReadonlyMap<string, string> = new Map(
  Object.entries(RARE_FILES).flatMap(([group, files]) =>
    files.map((file): [string, string] => [inRoot('src', file), group]),
  ),
)

/**
 * Puts functions of the same names in the place of rare files, which load the real ones when they are called. From source
 * nothing of this happens, and it makes no difference: such a file exports functions alone, and does nothing at its start.
 */
export const rarely: Plugin = {
  name: 'rarely',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind, importer, resolveDir }) => {
      const file = resolve(resolveDir, path)
      if (kind !== 'import-statement' || !isRareFor(importer, file)) return undefined
      return { path: file, namespace: 'rare-functions', sideEffects: false }
    })
    onResolve({ filter: /^rare:/ }, ({ path }) => ({ path: path.slice('rare:'.length), namespace: 'rare' }))
    onLoad({ filter: /./, namespace: 'rare-functions' }, ({ path }) => ({ contents: standIns(path), ...FROM_SRC }))
    onLoad({ filter: /./, namespace: 'rare' }, ({ path }) => ({ contents: collection(path), ...FROM_SRC }))
  },
}

const FROM_SRC = { loader: 'js', resolveDir: inRoot('src') } as const

function isRareFor(importer: string, file: string): boolean {
  const group = groupOf.get(file)
  return group !== undefined && groupOf.get(importer) !== group && importer !== TAKES_ALL_AT_ONCE
}

/** to-factory.ts makes a `require()` of `rarely(import(…))`; `import()` is what makes esbuild split there. */
function standIns(file: string): string {
  const load = `const load = () => rarely(import("rare:${groupOf.get(file)}"))`
  return [
    load,
    ...namesIn(file).map((name) => `export function ${name}(...args) { return load().${name}(...args) }`),
  ].join('\n')
}

/** The module that a group's part starts with. */
function collection(group: string): string {
  const files = [...groupOf].flatMap(([file, its]) => (its === group ? [file] : []))
  const exported = files.map((file) => [namesIn(file).join(), JSON.stringify(file)])
  return exported.map(([names, file]) => `export { ${names} } from ${file}`).join('\n')
}

function namesIn(file: string): string[] {
  return functionsOf(readFileSync(file, 'utf8'), file)
}

const TYPE = /^export (?:type|interface) /
const FUNCTION = /^export (?:function (\w+)|const (\w+)(?:: Planner<\w+>)? = \()/

/**
 * The names of what a source file exports, which has to be functions.
 *
 * @throws For anything else: a stand-in for a class or a value would not be one.
 */
export function functionsOf(source: string, file: string): string[] {
  const exported = source.split('\n').filter((line) => line.startsWith('export') && !TYPE.test(line))
  return exported.map((line) => {
    const [, declared, assigned] = FUNCTION.exec(line) ?? []
    const name = declared ?? assigned
    if (name === undefined) throw new Error(`${file} cannot be loaded rarely, for it exports no function here: ${line}`)
    return name
  })
}
