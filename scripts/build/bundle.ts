import { type BuildOptions, build, formatMessagesSync, type Metafile } from 'esbuild'
import { plainBuiltins } from './builtins.ts'
import type { Product } from './product.ts'
import { type Print, step } from './progress.ts'
import { root } from './repository.ts'

/** One CommonJS file with everything it imports, except Node's own modules. */
export type Bundle = {
  readonly code: string
  /** Comments such as `@license`, taken out of the code; empty when there are none. */
  readonly legalComments: string
  readonly metafile: Metafile
}

/**
 * Bundles `entry` for Node 26.
 *
 * @throws When esbuild warns, too: what it warns about would show at run time only.
 */
export async function bundle(entry: string, product: Product, print: Print): Promise<Bundle> {
  const define = { __VERSION__: JSON.stringify(product.version), __COMMIT__: JSON.stringify(product.commit) }
  const built = await build({ ...options, write: false, metafile: true, entryPoints: [entry], define })
  if (built.warnings.length > 0) throw new Error(formatMessagesSync(built.warnings, { kind: 'warning' }).join('\n'))
  const textOf = (suffix: string) => built.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
  const result: Bundle = { code: textOf('.cjs'), legalComments: textOf('.LEGAL.txt'), metafile: built.metafile }
  print(step('bundle', entry, result.code.length))
  return result
}

const options: BuildOptions = {
  absWorkingDir: root,
  outfile: 'bundle.cjs',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node26',
  minify: true,
  // esbuild prefers "main" for Node: jsonc-parser's is UMD, whose inner requires it cannot follow.
  mainFields: ['module', 'main'],
  plugins: [plainBuiltins],
  legalComments: 'external',
  // The one use of import.meta.url is where koffi comes from node_modules, outside the executable, and says so.
  logOverride: { 'empty-import-meta': 'silent' },
  logLevel: 'silent',
}
