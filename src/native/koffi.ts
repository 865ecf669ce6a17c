import { AddonError } from './addon-error.ts'
import { assetCandidates } from './koffi-asset.ts'
import { fileCandidates } from './koffi-file.ts'
import { loadPackage } from './koffi-package.ts'

/** The part of koffi that is used here. It is an N-API add-on, and the only native code beside Node's own. */
export type Koffi = Pick<typeof import('koffi'), 'load' | 'errno' | 'alloc' | 'encode'>

/** One place to load koffi from. */
export type Candidate = { readonly place: string; load(): Koffi }

/**
 * Loads koffi: inside the single executable from its asset, else from a file that a package put beside it; outside,
 * from node_modules.
 *
 * @throws {AddonError} `ERR_ADDON`, listing every place that was tried.
 */
export function loadKoffi(): Koffi {
  // Asked for late: node:sea is not in Node's start-up snapshot, and a run with nothing to do never gets here.
  const sea = process.getBuiltinModule('node:sea')
  if (!sea.isSea()) return loadPackage()
  return firstThatLoads([...assetCandidates(() => sea.getRawAsset('koffi.node')), ...fileCandidates()])
}

/** Exported for its tests, which cannot run inside the executable. */
export function firstThatLoads(candidates: readonly Candidate[]): Koffi {
  const failures: string[] = []
  for (const { place, load } of candidates) {
    try {
      return load()
    } catch (error) {
      // Every reason counts as "try the next place": noexec, no O_TMPFILE, full, missing, read-only.
      failures.push(`${place}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new AddonError(failures)
}
