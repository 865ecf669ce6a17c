import type { InstallRecord } from '../../core/install/record.ts'
import type { Conflict } from '../../core/install/steps.ts'
import type { Files } from './files.ts'

/** Where a file that somebody changed is kept when it is replaced all the same. Engines read no such name. */
export function savedPath(path: string): string {
  return `${path}.saved`
}

/**
 * Saves files that were changed by hand, and returns the record in which they count as ours, so that they can be replaced.
 */
export function saveChanged(conflicts: readonly Conflict[], record: InstallRecord, files: Files): InstallRecord {
  const save = (file: InstallRecord['files'][number]) => {
    const now = files.look(file.path)
    if (now.kind !== 'file' || !conflicts.some(({ path }) => path === file.path)) return file
    files.write(savedPath(file.path), { kind: 'copy', of: file.path }, { mode: now.mode })
    return { ...file, ours: [...file.ours, now.sha256] }
  }
  return { ...record, files: record.files.map(save) }
}
