/** `node scripts/build.ts [--out DIR] [--processor arm64]` builds the product into `dist/`. The steps, in order, are the body of build(). */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './build/bundle.ts'
import { checkExecutable } from './build/check.ts'
import { buildExecutable } from './build/executable.ts'
import { writeLicences } from './build/licences.ts'
import { writeManual } from './build/manual.ts'
import { pack } from './build/pack.ts'
import { bundledPackages } from './build/packages.ts'
import { platformFor } from './build/platform.ts'
import { identifyProduct, type Product } from './build/product.ts'
import { type Print, printTo } from './build/progress.ts'
import { writeSbom } from './build/sbom.ts'

/** What to build and where to: paths relative to the repository, or absolute. */
export type BuildRequest = {
  /** The main script: all that runs at a container's start without work for us. What it imports late are its parts. */
  readonly main: string
  readonly out: string
  /** Node's name for it: `arm64`. The machine's own, if nothing is said. */
  readonly processor?: string | undefined
  readonly product?: Product
  readonly print?: Print
}

/**
 * Builds the executable, its licences file, its SBOM and its manual into `out`, and runs the executable once.
 *
 * @returns The executable's absolute path.
 * @throws When an input is missing, a tool refuses, or the finished executable writes anything to stderr.
 */
export async function build({ main, out, ...options }: BuildRequest): Promise<string> {
  const print = options.print ?? (() => {})
  const product = options.product ?? identifyProduct()
  const platform = platformFor(options.processor ?? process.arch)
  const executable = resolve(out, product.name)
  mkdirSync(out, { recursive: true })
  print(`${product.name} ${product.version} (${product.commit}) for ${platform.name}`)

  const bundled = await bundle(main, product)
  const packages = bundledPackages(bundled)

  buildExecutable({ scripts: pack(bundled, print), platform, executable }, print)
  writeLicences(join(out, 'THIRD-PARTY-LICENSES.txt'), { bundle: bundled, packages, platform }, print)
  writeSbom(join(out, `${product.name}.cdx.json`), { product, packages, platform, executable }, print)
  writeManual(out, product, print)
  checkExecutable(executable, product, print, platform.start)
  return executable
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' }, processor: { type: 'string' } } })
  const { out, processor } = values
  await build({ main: 'src/main.ts', out, processor, print: printTo(process.stdout) })
}
