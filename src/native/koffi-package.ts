import { AddonError } from './addon-error.ts'
import type { Koffi } from './koffi.ts'

/**
 * koffi from node_modules, for tests and for running from source. The file of the platform package is asked for by its
 * path, because koffi's own loader reads Node's ELF header first to tell glibc from musl.
 *
 * @throws {AddonError} `ERR_ADDON` when neither is installed.
 */
export function loadPackage(): Koffi {
  const failures: string[] = []
  for (const name of [`@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`, 'koffi']) {
    try {
      return requireFrom()(name)
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new AddonError(failures)
}

/**
 * `node:module` is not in Node's start-up snapshot, and the single executable never gets here: so it is asked for late.
 * In a CommonJS bundle `import.meta.url` is undefined; then the program's own path has to do.
 */
function requireFrom(): NodeJS.Require {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url ?? process.argv[1])
}
