import type { Plan } from '../../core/install/plan.ts'
import { type InstallRecord, type RecordedFile, recordText } from '../../core/install/record.ts'
import type { Step } from '../../core/install/steps.ts'
import { isWithin } from '../../core/model/paths.ts'
import type { Files } from './files.ts'
import { keptDirectory, keptPath, type Places, recordPath } from './places.ts'

/** The record is for everyone who asks what is installed; what was there before may hold secrets. */
const RECORD_MODE = 0o644
const KEPT_MODE = 0o600

/**
 * Installs. The record comes first, so that a process that ends anywhere leaves something that can be taken away or
 * completed; then the files in the order of the plan, each whole or not at all.
 */
export function applyInstall({ steps, intent, outcome }: Plan, files: Files, places: Places): void {
  const isForRecord = (directory: string) => isWithin(keptDirectory(places), directory)
  for (const directory of intent.directories.filter(isForRecord)) files.makeDirectory(directory)
  for (const file of intent.files) keepBefore(file, files, places)
  writeRecord(intent, files, places)
  for (const directory of intent.directories) files.makeDirectory(directory)
  for (const step of steps) applyStep(step, files, places)
  writeRecord(outcome, files, places)
  const done = intent.files.filter(({ path }) => !outcome.files.some((file) => file.path === path))
  for (const file of done) forgetBefore(file, files, places)
}

/** Takes everything away. The record goes last, so that what was begun can be completed. */
export function applyUninstall(
  { steps }: Pick<Plan, 'steps'>,
  record: InstallRecord,
  files: Files,
  places: Places,
): void {
  for (const step of steps) applyStep(step, files, places)
  const innerFirst = [...record.directories].reverse()
  for (const directory of innerFirst) files.removeIfEmpty(directory)
  removeState(files, places)
  for (const directory of innerFirst) files.removeIfEmpty(directory)
}

/**
 * Removes the record, and the directories of it whether they are recorded or not: they are nobody else's, and an
 * installation that was ended early has made them without having written that down.
 */
export function removeState(files: Files, places: Places): void {
  for (const name of files.list(keptDirectory(places))) files.remove(keptPath(places, name))
  files.remove(recordPath(places))
  files.removeIfEmpty(keptDirectory(places))
  files.removeIfEmpty(places.state)
}

/** Once, before the first step that replaces it. */
function keepBefore({ path, before }: RecordedFile, files: Files, places: Places): void {
  if (before === null || files.look(keptPath(places, before.sha256)).kind === 'file') return
  files.write(keptPath(places, before.sha256), { kind: 'copy', of: path }, { mode: KEPT_MODE })
}

function forgetBefore({ before }: RecordedFile, files: Files, places: Places): void {
  if (before !== null) files.remove(keptPath(places, before.sha256))
}

function applyStep(step: Step, files: Files, places: Places): void {
  switch (step.action) {
    case 'keep':
      files.discard(step.path)
      break
    case 'write':
      files.write(step.path, step.content, { mode: step.mode })
      break
    case 'remove':
      files.remove(step.path)
      break
    case 'restore': {
      const { sha256, mode, ...owner } = step.before
      files.write(step.path, { kind: 'copy', of: keptPath(places, sha256) }, { mode, owner })
    }
  }
}

function writeRecord(record: InstallRecord, files: Files, places: Places): void {
  files.write(recordPath(places), { kind: 'text', text: recordText(record) }, { mode: RECORD_MODE })
}
