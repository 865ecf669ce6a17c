import fs from 'node:fs'

/** Links that say the number again, and links that are no names of devices. */
const OTHERS: ReadonlySet<string> = new Set(['/dev/char', '/dev/block', '/dev/fd', '/dev/pts', '/dev/shm'])
/** /dev/disk/by-id/… and /dev/serial/by-path/… */
const MAX_DEPTH = 4

/** The links below /dev that lead to a path, by that path: what udev makes of serial numbers, ports and labels. */
export function stableNames(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const link of linksBelow('/dev', 1)) {
    const target = follow(link)
    if (target?.startsWith('/dev/')) names.set(target, [...(names.get(target) ?? []), link])
  }
  return names
}

function linksBelow(directory: string, depth: number): string[] {
  if (depth > MAX_DEPTH || OTHERS.has(directory)) return []
  return entries(directory).flatMap((entry) => {
    const path = `${directory}/${entry.name}`
    if (entry.isSymbolicLink()) return OTHERS.has(path) ? [] : [path]
    return entry.isDirectory() ? linksBelow(path, depth + 1) : []
  })
}

function entries(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true })
  } catch {
    return [] // Closed to us, or gone.
  }
}

function follow(link: string): string | undefined {
  try {
    // What leads through /proc (/dev/stdin) is another device for each process.
    return fs.readlinkSync(link).startsWith('/proc/') ? undefined : fs.realpathSync(link)
  } catch {
    return undefined // It leads to nothing.
  }
}
