import { readFileSync } from 'node:fs'
import type { Bundle } from './bundle.ts'
import { inRoot } from './repository.ts'

/** An npm package that has code in the executable. */
export type NpmPackage = {
  readonly name: string
  readonly version: string
  /** SPDX expression, as package.json has it. */
  readonly licence: string
  /** Its directory, absolute. */
  readonly directory: string
}

/** Lists the packages whose code reached the bundle, each once, sorted by name. */
export function bundledPackages(bundle: Bundle): NpmPackage[] {
  const directories = usedFiles(bundle).map(packageDirectory)
  return [...new Set(directories)]
    .filter((directory) => directory !== undefined)
    .sort()
    .map(readPackage)
}

/** Reads what package.json in `directory` (absolute) says about the package. */
export function readPackage(directory: string): NpmPackage {
  const { name, version, license } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'))
  return { name, version, licence: license, directory }
}

/** Inputs that left something in the output; tree shaking may remove all of a file. */
function usedFiles({ metafile }: Bundle): string[] {
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file)
}

/** `node_modules/a/node_modules/@b/c/d.js` belongs to `node_modules/a/node_modules/@b/c`. */
function packageDirectory(file: string): string | undefined {
  const directory = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]
  return directory === undefined ? undefined : inRoot(directory)
}
