/** `npm run package [-- --out DIR --processor x64 --revision 2 --built DIR --fast]` makes .deb, .rpm and .tar.gz of this checkout. */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { identifyProduct } from './build/product.ts'
import { type Print, printTo, wrote } from './build/progress.ts'
import { build } from './build.ts'
import { makeDeb } from './package/deb.ts'
import { PROCESSORS, type Processor } from './package/processor.ts'
import { type Release, sourceEpoch } from './package/release.ts'
import { makeRpm } from './package/rpm.ts'
import { makeTarball } from './package/tarball.ts'

/** What a package of this kind may have at most: it is fetched by every node of a cluster. */
const MAX_BYTES = 32 * 2 ** 20

export type PackageRequest = {
  readonly out: string
  readonly processors: readonly Processor[]
  readonly revision?: string
  /** An executable with its licences and SBOM that is packed as it is, in the place of one that is built now. */
  readonly built?: string | undefined
  readonly effort?: Release['effort']
  readonly print?: Print
}

/**
 * Builds and packs, and writes SHA256SUMS beside the packages.
 *
 * @returns The paths of the packages.
 * @throws When a tool is missing, or a .deb or .rpm is larger than 32 MiB.
 */
export async function makePackages({
  out,
  processors,
  revision = '1',
  built,
  effort = 'best',
  print = () => {},
}: PackageRequest): Promise<string[]> {
  const { name, version } = identifyProduct()
  const release: Release = { name, version, revision, epoch: sourceEpoch(), effort }
  mkdirSync(out, { recursive: true })
  const paths: string[] = []
  for (const processor of processors) {
    const directory = built ?? join(out, `.build-${processor.node}`)
    if (built === undefined) await build({ main: 'src/main.ts', out: directory, processor: processor.node, print })
    for (const make of [makeDeb, makeRpm, makeTarball]) {
      const path = make(directory, out, release, processor)
      print(wrote('package', path))
      paths.push(path)
    }
    copyFileSync(
      join(directory, `${name}.cdx.json`),
      join(out, `${name}-${version}-linux-${processor.machine}.cdx.json`),
    )
    if (built === undefined) rmSync(directory, { recursive: true })
  }
  if (effort === 'best') for (const path of paths) checkSize(path)
  writeSums(out, print)
  return paths
}

function checkSize(path: string): void {
  const { size } = statSync(path)
  if (path.endsWith('.tar.gz') || size <= MAX_BYTES) return
  throw new Error(`${path}: found ${size} bytes, expected at most ${MAX_BYTES}`)
}

/** As sha256sum(1) writes and checks it. */
export function writeSums(out: string, print: Print): void {
  const names = readdirSync(out)
    .filter((name) => /\.(deb|rpm|gz|json|txt|md)$/.test(name))
    .sort()
  const lines = names.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(out, name)))
        .digest('hex')}  ${basename(name)}\n`,
  )
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''))
  print(wrote('checksums', join(out, 'SHA256SUMS')))
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'dist/packages' },
      processor: { type: 'string', multiple: true },
      revision: { type: 'string', default: '1' },
      built: { type: 'string' },
      fast: { type: 'boolean', default: false },
    },
  })
  const { out, processor, revision, built, fast } = values
  const effort = fast ? 'fast' : 'best'
  const processors = PROCESSORS.filter(({ node }) => processor === undefined || processor.includes(node))
  await makePackages({ out, processors, revision, built, effort, print: printTo(process.stdout) })
}
