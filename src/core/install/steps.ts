import type { Content, FileFacts, FileState, WantedFile } from './file.ts'
import type { RecordedFile } from './record.ts'

/** What is to be done about one file. */
export type Step = { readonly path: string } & (
  | { readonly action: 'keep' }
  | { readonly action: 'write'; readonly content: Content; readonly mode: number; readonly now: FileState }
  | { readonly action: 'restore'; readonly before: FileFacts }
  | { readonly action: 'remove' }
)

/** A file that is not as we or those before us left it. */
export interface Conflict {
  readonly path: string
  readonly found: string
  /** A file of ours that somebody changed, and not something else in its place. */
  readonly isChanged: boolean
}

/** A recorded file, and what stands there now. */
export interface RecordedNow {
  readonly file: RecordedFile
  readonly now: FileState
}

/** What puts a wanted file in its place. */
export function installStep({ path, content, sha256, mode, now }: WantedFile): Step {
  const isRight = now.kind === 'file' && now.sha256 === sha256 && now.mode === mode
  return isRight ? { action: 'keep', path } : { action: 'write', path, content, mode, now }
}

/** What puts back what was there before us. A file that somebody removed stays so. */
export function undoStep({ file: { path, before, ours }, now }: RecordedNow): Step {
  if (now.kind !== 'file' || !ours.includes(now.sha256)) return { action: 'keep', path }
  return before === null ? { action: 'remove', path } : { action: 'restore', path, before }
}

/** Says what is in the way of writing a file, if something is. */
export function wantedConflict(wanted: WantedFile, recorded: RecordedFile | undefined): Conflict | undefined {
  const { path, now, sha256 } = wanted
  if (now.kind === 'other') return { path, found: now.what, isChanged: false }
  if (recorded === undefined || (now.kind === 'file' && now.sha256 === sha256)) return undefined
  return recordedConflict({ file: recorded, now })
}

/** The same for taking it away. */
export function recordedConflict({ file: { path, ours, before }, now }: RecordedNow): Conflict | undefined {
  if (now.kind === 'other') return { path, found: now.what, isChanged: false }
  if (now.kind === 'absent' || ours.includes(now.sha256) || now.sha256 === before?.sha256) return undefined
  return { path, found: 'a file that was changed since it was installed', isChanged: true }
}
