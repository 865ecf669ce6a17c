import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PackagedFile } from './files.ts'

/** Lays files out below `directory` as they will be installed: modes set, every time the same, whatever the umask. */
export function stage(files: readonly PackagedFile[], directory: string, epoch: number): void {
  rmSync(directory, { recursive: true, force: true })
  for (const { to, content, mode } of files) {
    const place = join(directory, to)
    mkdirSync(dirname(place), { recursive: true })
    if (Buffer.isBuffer(content)) writeFileSync(place, content)
    else copyFileSync(content.from, place)
    chmodSync(place, mode)
  }
  settle(directory, epoch)
}

/** Sets times from the leaves up, since each change below a directory changes its own. */
export function settle(directory: string, epoch: number): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) settle(path, epoch)
    else utimesSync(path, epoch, epoch)
  }
  chmodSync(directory, 0o755)
  utimesSync(directory, epoch, epoch)
}
