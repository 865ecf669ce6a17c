import fs from 'node:fs'
import { dirname } from 'node:path'

/**
 * The first directory above `path` that somebody else than root may write to, from the top; undefined when there is none.
 *
 * Whoever can write to one of them can put another program in the place of one that root runs. A sticky directory counts
 * too: it lets anybody make the next component first. Where a link leads counts as well (/usr/local of ostree systems).
 */
export function openToOthersAbove(path: string): string | undefined {
  const directory = deepestExisting(dirname(path))
  return [directory, fs.realpathSync(directory)].flatMap(withParents).find((above) => !isRootsAlone(above))
}

/** What does not exist yet is made by root, below a directory that is looked at. */
function deepestExisting(directory: string): string {
  return fs.existsSync(directory) ? directory : deepestExisting(dirname(directory))
}

/** From the top. */
function withParents(directory: string): string[] {
  return directory === '/' ? ['/'] : [...withParents(dirname(directory)), directory]
}

function isRootsAlone(directory: string): boolean {
  const { uid, mode } = fs.statSync(directory)
  return uid === 0 && (mode & 0o022) === 0
}
