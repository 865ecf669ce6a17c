import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { type NpmPackage, readPackage } from './packages.ts'
import type { Platform } from './platform.ts'
import type { Product } from './product.ts'
import { type Print, wrote } from './progress.ts'
import { installed } from './repository.ts'

/** What the bill of materials lists. */
export type SbomParts = {
  readonly product: Product
  readonly packages: readonly NpmPackage[]
  readonly platform: Platform
  readonly executable: string
}

/** A CycloneDX component, cut down to the fields written here. */
type Component = {
  readonly type: 'application' | 'library' | 'platform'
  readonly name: string
  readonly version: string
  readonly 'bom-ref'?: string
  readonly purl?: string
  readonly cpe?: string
  readonly licenses?: readonly { readonly expression: string }[]
  readonly hashes?: readonly { readonly alg: 'SHA-256'; readonly content: string }[]
  readonly components?: readonly Component[]
}

/**
 * Writes what the executable is made of as CycloneDX 1.6 JSON. It has no timestamp and no serial number: the same
 * source gives the same file.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function writeSbom(path: string, parts: SbomParts, print: Print): void {
  const product = productComponent(parts)
  const components = [
    nodeComponent(parts.platform),
    koffiComponent(parts.platform),
    ...parts.packages.map(npmComponent),
  ]
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: product },
    components,
    dependencies: [{ ref: product['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  }
  writeFileSync(path, `${JSON.stringify(sbom, null, 2)}\n`)
  print(wrote('sbom', path))
}

function productComponent({ product, executable }: SbomParts): Component {
  const { name, version, licence } = product
  const licenses = [{ expression: licence }]
  return { type: 'application', name, version, 'bom-ref': name, licenses, hashes: [sha256(executable)] }
}

/** Node with the libraries linked into it, as it reports them itself: these are what security notices name. */
function nodeComponent({ node, start }: Platform): Component {
  const { node: version, ...linked } = versionsOf(node, start)
  return {
    type: 'platform',
    name: 'node',
    version,
    'bom-ref': `node@${version}`,
    purl: `pkg:generic/node@${version}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    hashes: [sha256(node)],
    components: Object.entries(linked).map(([name, version]) => ({ type: 'library', name, version })),
  }
}

function koffiComponent({ koffi }: Platform): Component {
  return { ...npmComponent(readPackage(installed('koffi'))), hashes: [sha256(koffi)] }
}

function npmComponent({ name, version, licence }: NpmPackage): Component {
  // The @ of a scope is written %40 in a package URL; the slash after the scope is not encoded.
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { type: 'library', name, version, 'bom-ref': purl, purl, licenses: [{ expression: licence }] }
}

function versionsOf(node: string, start: Platform['start']): { node: string } & Record<string, string> {
  const [program = node, ...args] = [...start, node, '-p', 'JSON.stringify(process.versions)']
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', env: { PATH: process.env.PATH } }))
}

function sha256(path: string) {
  return { alg: 'SHA-256', content: createHash('sha256').update(readFileSync(path)).digest('hex') } as const
}
