/** `node scripts/build.ts [--out DIR]` builds the product into `dist/`. The steps, in order, are the body of build(). */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './build/bundle.ts'
import { checkExecutable } from './build/check.ts'
import { buildExecutable } from './build/executable.ts'
import { writeLicences } from './build/licences.ts'
import { bundledPackages } from './build/packages.ts'
import { thisPlatform } from './build/platform.ts'
import { identifyProduct, type Product } from './build/product.ts'
import { type Print, printTo } from './build/progress.ts'
import { writeSbom } from './build/sbom.ts'

/** What to build and where to: paths relative to the repository, or absolute. */
export type BuildRequest = {
  /** The main script: all that runs at a container's start. Its code cache is read at every start, so keep it small. */
  readonly main: string
  /** The command line, loaded from the asset `cli.cjs` only when a person runs a command. */
  readonly cli: string
  readonly out: string
  readonly product?: Product
  readonly print?: Print
}

/**
 * Builds the executable, its licences file and its SBOM into `out`, and runs the executable once.
 *
 * @returns The executable's absolute path.
 * @throws When an input is missing, a tool refuses, or the finished executable writes anything to stderr.
 */
export async function build({ main, cli, out, ...options }: BuildRequest): Promise<string> {
  const print = options.print ?? (() => {})
  const product = options.product ?? identifyProduct()
  const platform = thisPlatform()
  const executable = resolve(out, product.name)
  mkdirSync(out, { recursive: true })
  print(`${product.name} ${product.version} (${product.commit}) for ${platform.name}`)

  const bundles = { main: await bundle(main, product, print), cli: await bundle(cli, product, print) }
  const packages = bundledPackages([bundles.main, bundles.cli])

  buildExecutable({ bundles, platform, executable }, print)
  writeLicences(join(out, 'THIRD-PARTY-LICENSES.txt'), { bundles, packages, platform }, print)
  writeSbom(join(out, `${product.name}.cdx.json`), { product, packages, platform, executable }, print)
  checkExecutable(executable, product, print)
  return executable
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
  await build({ main: 'src/main.ts', cli: 'src/cli/main.ts', out: values.out, print: printTo(process.stdout) })
}
