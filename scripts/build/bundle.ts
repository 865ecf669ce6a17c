import { createHash } from 'node:crypto'
import { type BuildOptions, build, formatMessagesSync, type Message, type Metafile, transform } from 'esbuild'
import { plainBuiltins } from './builtins.ts'
import type { Product } from './product.ts'
import { root } from './repository.ts'

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
  /** CommonJS, minified, ASCII. */
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
  const define = { __VERSION__: JSON.stringify(product.version), __COMMIT__: JSON.stringify(product.commit) }
  const { outputFiles, metafile, warnings } = await build({ ...options, entryPoints: [entry], define })
  refuse(warnings)
  const files = Object.entries(metafile.outputs).map(([path, output]) => ({ path, ...output }))
  const scripts = files.filter(({ path }) => path.endsWith('.js'))
  const names = new Map(scripts.map((file) => [baseName(file.path), nameOf(file)]))
  const textOf = (path: string) => outputFiles.find((file) => baseName(file.path) === baseName(path))?.text ?? ''
  const modules = scripts.map(async ({ path, imports }): Promise<[string, Module]> => {
    const named = (kind: string) =>
      imports.filter((each) => each.kind === kind).flatMap((each) => names.get(baseName(each.path)) ?? [])
    const code = withNames(await toCommonJs(textOf(path)), names)
    const imported = { imports: named('import-statement'), lateImports: named('dynamic-import') }
    return [names.get(baseName(path)) ?? '', { code, ...imported }]
  })
  return {
    entry: nameOf({ entryPoint: entry, inputs: {} }),
    modules: new Map(await Promise.all(modules)),
    legalComments: files
      .flatMap(({ path }) => (path.endsWith('.LEGAL.txt') ? [textOf(path)] : []))
      .join('\n')
      .trim(),
    metafile,
  }
}

/** `shell-pipeline-precreate` for what begins with src/shell/pipeline/precreate.ts; a digest of the files otherwise. */
function nameOf({ entryPoint, inputs }: Pick<Metafile['outputs'][string], 'entryPoint' | 'inputs'>): string {
  if (entryPoint !== undefined) return entryPoint.replace(/^src\/|\.ts$/g, '').replaceAll('/', '-')
  return createHash('sha256').update(Object.keys(inputs).sort().join()).digest('hex').slice(0, 8)
}

/** esbuild's own names have a hash in them that is another one at each build, for the same source. */
function withNames(code: string, names: ReadonlyMap<string, string>): string {
  return [...names].reduce((text, [file, name]) => text.replaceAll(`"./${file}"`, `"./${name}"`), code)
}

/** esbuild splits into ES modules only. */
async function toCommonJs(code: string): Promise<string> {
  const supported = { 'dynamic-import': false } // Then it becomes a late require().
  const logOverride = { 'empty-import-meta': 'silent' } as const
  const result = await transform(code, { format: 'cjs', target, minify: true, supported, logOverride })
  refuse(result.warnings)
  return result.code.trim()
}

function refuse(warnings: Message[]): void {
  if (warnings.length > 0) throw new Error(formatMessagesSync(warnings, { kind: 'warning' }).join('\n'))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

const target = 'node26'

const options = {
  absWorkingDir: root,
  outdir: 'bundle',
  write: false,
  metafile: true,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target,
  minify: true,
  plugins: [plainBuiltins],
  legalComments: 'external',
  logLevel: 'silent',
} satisfies BuildOptions
