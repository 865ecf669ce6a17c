import type { Sources } from './sources.ts'

/**
 * Whether a file that could not be read is there all the same, or may be: in a directory that may not be looked into,
 * nobody knows what there is.
 */
export function isClosed(sources: Sources, path: string): boolean {
  const directory = path.slice(0, path.lastIndexOf('/'))
  if (sources.status(path) !== undefined) return true
  return sources.status(directory) !== undefined && sources.list(directory) === undefined
}
