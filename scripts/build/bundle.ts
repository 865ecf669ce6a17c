import { createHash } from 'node:crypto'
import { type BuildOptions, build, formatMessagesSync, type Message, type Metafile } from 'esbuild'
import { plainBuiltins } from './builtins.ts'
import type { Product } from './product.ts'
import { rarely } from './rarely.ts'
import { root } from './repository.ts'
import { toFactory } from './to-factory.ts'

/** The program as modules: what is always loaded together is one, whatever source files it comes from. */
export type Bundle = {
  /** Name of the module to start with. */
  readonly entry: string
  readonly modules: ReadonlyMap<string, Module>
  /** Comments such as `@license`, taken out of the code; empty when there are none. */
  readonly legalComments: string
  readonly metafile: Metafile
}

export type Module = {
  /** The body of a function (see to-factory.ts). */
  readonly code: string
  /** Names of the modules that it loads at once, and of those that it loads when it comes to that. */
  readonly imports: readonly string[]
  readonly lateImports: readonly string[]
}

/**
 * Bundles `entry` for Node 26, split at every `import()`.
 *
 * @throws When esbuild warns, too: what it warns about would show at run time only.
 */
export async function bundle(entry: string, product: Product): Promise<Bundle> {
  const define = {
    __VERSION__: JSON.stringify(product.version),
    __COMMIT__: JSON.stringify(product.commit),
    'import.meta.url': 'undefined', // The one use of it is where koffi comes from node_modules.
  }
  const { outputFiles, metafile, warnings } = await build({ ...options, entryPoints: [entry], define })
  refuse(warnings)
  const files = Object.entries(metafile.outputs).map(([path, output]) => ({ path, ...output }))
  const scripts = files.filter(({ path }) => path.endsWith('.js'))
  const names = new Map(scripts.map((file) => [baseName(file.path), nameOf(file)]))
  const textOf = (path: string) => outputFiles.find((file) => baseName(file.path) === baseName(path))?.text ?? ''
  const modules = scripts.map(({ path, imports }): [string, Module] => {
    const named = (kind: string) =>
      imports.filter((each) => each.kind === kind).flatMap((each) => names.get(baseName(each.path)) ?? [])
    const code = toFactory(textOf(path), (file) => refer(names.get(baseName(file))))
    const imported = { imports: named('import-statement'), lateImports: named('dynamic-import') }
    return [names.get(baseName(path)) ?? '', { code, ...imported }]
  })
  return {
    entry: nameOf({ entryPoint: entry, inputs: {} }),
    modules: new Map(modules),
    legalComments: files
      .flatMap(({ path }) => (path.endsWith('.LEGAL.txt') ? [textOf(path)] : []))
      .join('\n')
      .trim(),
    metafile,
  }
}

/**
 * `shell-pipeline-precreate` for what begins with src/shell/pipeline/precreate.ts; a digest of the files otherwise.
 * esbuild's own names have a hash in them that is another one at each build, for the same source.
 */
function nameOf({ entryPoint, inputs }: Pick<Metafile['outputs'][string], 'entryPoint' | 'inputs'>): string {
  if (entryPoint !== undefined) return entryPoint.replace(/^src\/|^rare:|\.ts$/g, '').replaceAll('/', '-')
  return createHash('sha256').update(Object.keys(inputs).sort().join()).digest('hex').slice(0, 8)
}

function refer(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `./${name}`
}

function refuse(warnings: Message[]): void {
  if (warnings.length > 0) throw new Error(formatMessagesSync(warnings, { kind: 'warning' }).join('\n'))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

const options = {
  absWorkingDir: root,
  outdir: 'bundle',
  write: false,
  metafile: true,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node26',
  minifySyntax: true,
  minifyWhitespace: true,
  // Not the identifiers: with splitting they come out differently from build to build. pack.ts does it.
  plugins: [plainBuiltins, rarely],
  legalComments: 'external',
  logLevel: 'silent',
} satisfies BuildOptions
