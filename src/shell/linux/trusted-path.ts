import fs from 'node:fs'
import { dirname } from 'node:path'

/**
 * The first directory above `path` that somebody else than root may write to, from the top; undefined when there is none.
 *
 * Whoever can write to one of them can put another program in the place of one that root runs. A sticky directory counts
 * too: it lets anybody make the next component first.
 */
export function openToOthersAbove(path: string): string | undefined {
  const above = path === '/' ? undefined : openToOthersAbove(dirname(path))
  if (above !== undefined || path === '/') return above
  return isRootsAlone(dirname(path)) ? undefined : dirname(path)
}

/** What does not exist yet is made by root, below a directory that was looked at. */
function isRootsAlone(directory: string): boolean {
  const status = fs.statSync(directory, { throwIfNoEntry: false })
  return status === undefined || (status.uid === 0 && (status.mode & 0o022) === 0)
}
