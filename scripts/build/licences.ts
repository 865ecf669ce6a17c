import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle } from './bundle.ts'
import { type NpmPackage, readPackage } from './packages.ts'
import type { Platform } from './platform.ts'
import { type Print, wrote } from './progress.ts'
import { installed } from './repository.ts'

/** Whose licences the executable has to carry. */
export type LicensedParts = {
  readonly bundle: Bundle
  readonly packages: readonly NpmPackage[]
  readonly platform: Platform
}

/**
 * Writes one text with the full licence of everything in the executable that is not ours: Node.js with its libraries,
 * koffi with the headers compiled into it, and each bundled package.
 *
 * @throws When a bundled package has no licence file.
 */
export function writeLicences(path: string, { bundle, packages, platform }: LicensedParts, print: Print): void {
  const koffi = readPackage(installed('koffi'))
  const sections = [
    ...packages.map((bundled) => section(titleOf(bundled), licenceText(bundled.directory))),
    section(titleOf(koffi), licenceText(koffi.directory)),
    section('node-addon-api, part of koffi', licenceText(join(koffi.directory, 'vendor/node-addon-api'))),
    section('node-api-headers, part of koffi', licenceText(join(koffi.directory, 'vendor/node-api-headers'))),
    ...commentSection(bundle),
    section(titleOf({ ...readPackage(platform.nodePackage), name: 'Node.js' }), licenceText(platform.nodePackage)),
  ]
  writeFileSync(path, sections.join('\n'))
  print(wrote('licences', path))
}

function titleOf({ name, version, licence }: Pick<NpmPackage, 'name' | 'version' | 'licence'>): string {
  return `${name} ${version} (${licence})`
}

function section(title: string, text: string): string {
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`
}

function commentSection({ legalComments }: Bundle): string[] {
  return legalComments === '' ? [] : [section('Notices found in the source text', legalComments)]
}

function licenceText(directory: string): string {
  const files = readdirSync(directory).filter((name) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(name))
  if (files.length === 0) throw new Error(`Cannot list the licences: ${directory} has no licence file`)
  return files
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8').trim())
    .join('\n\n')
}
