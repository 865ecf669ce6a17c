import type { WantedFile } from './file.ts'
import type { Installation } from './layout.ts'
import type { InstallRecord, RecordedFile } from './record.ts'
import {
  type Conflict,
  installStep,
  type RecordedNow,
  recordedConflict,
  type Step,
  undoStep,
  wantedConflict,
} from './steps.ts'

/** What was seen before anything is planned. */
export interface Seen {
  /** In the order in which they are to be written: nothing before what it names. */
  readonly wanted: readonly WantedFile[]
  /** What an earlier installation recorded. */
  readonly recorded: readonly RecordedNow[]
  /** Directories that the wanted files and the record need and that are not there, the outer ones first. */
  readonly missing: readonly string[]
  readonly record: InstallRecord | undefined
}

/**
 * What is to be done, in order, and what is to be remembered.
 *
 * @property intent  The record to write before the first step: with it the way back is known, wherever the steps end.
 * @property outcome The record to write after the last.
 */
export interface Plan {
  readonly steps: readonly Step[]
  readonly conflicts: readonly Conflict[]
  readonly intent: InstallRecord
  readonly outcome: InstallRecord
}

/** Plans an installation, be it the first, a repetition, an upgrade, or one that takes another's place. */
export function planInstall(installation: Installation, { wanted, recorded, missing, record }: Seen): Plan {
  const entryOf = (path: string) => record?.files.find((file) => file.path === path)
  const stale = recorded.filter(({ file }) => !wanted.some(({ path }) => path === file.path))
  const files = wanted.flatMap((file) => entry(file, entryOf(file.path)))
  const directories = [...new Set([...(record?.directories ?? []), ...missing])]
  const common = { version: 1 as const, ...installation, targets: [...installation.targets], directories }
  return {
    steps: [...wanted.map(installStep), ...stale.map(undoStep).reverse()],
    conflicts: [
      ...wanted.map((file) => wantedConflict(file, entryOf(file.path))),
      ...stale.map(recordedConflict),
    ].filter((conflict) => conflict !== undefined),
    intent: { ...common, files: [...files, ...stale.map(({ file }) => file)] },
    outcome: { ...common, files: files.map(({ ours, ...file }) => ({ ...file, ours: ours.slice(-1) })) },
  }
}

/** The way back, in reverse order: nothing that is named goes before what names it. */
export function planUninstall(recorded: readonly RecordedNow[]): Pick<Plan, 'steps' | 'conflicts'> {
  return {
    steps: recorded.map(undoStep).reverse(),
    conflicts: recorded.map(recordedConflict).filter((conflict) => conflict !== undefined),
  }
}

/** A file that is right without our doing is somebody else's, a package's perhaps, and is not recorded. */
function entry(wanted: WantedFile, known: RecordedFile | undefined): RecordedFile[] {
  const { path, sha256, now } = wanted
  if (known !== undefined) return [{ ...known, ours: [...known.ours.filter((sum) => sum !== sha256), sha256] }]
  if (now.kind === 'absent') return [{ path, ours: [sha256], before: null }]
  if (now.kind === 'other' || installStep(wanted).action === 'keep') return []
  const { kind: _, ...before } = now
  return [{ path, ours: [sha256], before }]
}
