import { buildSync, transformSync } from 'esbuild'
import type { Bundle } from './bundle.ts'
import { type Print, step } from './progress.ts'
import { RARELY } from './rare-files.ts'
import { root } from './repository.ts'

/** The scripts of the executable, by name: the main one, and one for each late `import()`. */
export type Scripts = { readonly main: string; readonly parts: ReadonlyMap<string, string> }

/**
 * Packs modules into scripts. A part has everything that it needs beyond the main script, also what other parts have:
 * that costs room on the disk, and spares look-ups at each start.
 */
export function pack({ entry, modules }: Bundle, print: Print): Scripts {
  const first = withImports([entry], modules)
  const late = new Set([...modules.values()].flatMap(({ lateImports }) => lateImports))
  const scriptOf = (names: Iterable<string>) =>
    toScript([...names].map((name) => [name, modules.get(name)?.code ?? '']))
  const beyond = new Map([...late].sort().map((name) => [name, minus(withImports([name], modules), first)]))
  const parts = [...beyond].map(([name, needs]): [string, string] => [name, `(${scriptOf(withGuests(needs, beyond))})`])
  const main = `${linker()}parts.start(${scriptOf(first)},${JSON.stringify(entry)},require)`
  for (const [name, script] of [['main', main] as const, ...parts]) print(step('bundle', name, requireAscii(script)))
  return { main, parts: new Map(parts) }
}

/** An object of functions, by name. */
function toScript(factories: readonly (readonly [string, string])[]): string {
  const members = factories.map(([name, code]) => `${JSON.stringify(name)}(require){${code}}`)
  // Assigned to something, for esbuild drops a value that nobody uses.
  const { code } = transformSync(`${ASSIGNED}{${members}}`, { minify: true, target: 'node26' })
  return code.trim().slice(ASSIGNED.length).replace(/;$/, '')
}

const ASSIGNED = 'parts='

/** Names of modules with all that they import at once, in turn. */
function withImports(names: readonly string[], modules: Bundle['modules']): ReadonlySet<string> {
  const found = new Set(names)
  for (const name of found) for (const imported of modules.get(name)?.imports ?? []) found.add(imported)
  return found
}

function minus(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.has(name)))
}

/** Adds the modules that other parts begin with, where all that those need is here: then those parts need not be read. */
function withGuests(needs: ReadonlySet<string>, beyond: ReadonlyMap<string, ReadonlySet<string>>): Iterable<string> {
  const isHere = (name: string, its: ReadonlySet<string>) =>
    name !== RARELY && [...its].every((each) => each === name || needs.has(each))
  return new Set([...needs, ...[...beyond].filter(([name, its]) => isHere(name, its)).map(([name]) => name)])
}

/** src/parts.ts, as the global `parts`. */
function linker(): string {
  const options = { absWorkingDir: root, write: false, minify: true, target: 'node26' } as const
  const built = buildSync({
    ...options,
    entryPoints: ['src/parts.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'parts',
  })
  return built.outputFiles[0]?.text ?? ''
}

/** Parts are read one byte a character. */
function requireAscii(script: string): number {
  const bytes = Buffer.byteLength(script)
  if (bytes !== script.length) throw new Error('Cannot pack a script with a character outside ASCII')
  return bytes
}
