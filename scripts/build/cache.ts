import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** A directory of the builder's for what was fetched and does not change: made if need be. */
export function cacheDirectory(...path: string[]): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const directory = join(base, 'oci-device-hook', ...path)
  mkdirSync(directory, { recursive: true })
  return directory
}
