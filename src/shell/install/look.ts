import type { Content, FileState, WantedFile } from '../../core/install/file.ts'
import { hookEntryText } from '../../core/install/hook-entry.ts'
import type { ConfigFile } from '../../core/install/hooks-dir.ts'
import {
  executablePath,
  hookEntryPath,
  hooksDirectory,
  type Installation,
  STAGE_OF,
  type Target,
} from '../../core/install/layout.ts'
import type { Seen } from '../../core/install/plan.ts'
import { type InstallRecord, parseRecord } from '../../core/install/record.ts'
import { CRIO_CONFIG, podmanConfig, registerHooksDir } from '../../core/install/register.ts'
import type { RecordedNow } from '../../core/install/steps.ts'
import { configFilesWithoutUs } from './config-files.ts'
import type { Files } from './files.ts'
import type { InstallHost } from './host.ts'
import { keptPath, recordPath } from './places.ts'

const EXECUTABLE_MODE = 0o755
const FILE_MODE = 0o644

/** The record of the installation that is there. @throws {HookError} `ERR_INSTALL` for a damaged one. */
export function readRecord({ files, places }: InstallHost): InstallRecord | undefined {
  const text = files.read(recordPath(places))
  return text === undefined ? undefined : parseRecord(text, recordPath(places))
}

/** What stands where the record says that something was put. */
export function lookAtRecorded(record: InstallRecord | undefined, files: Files): RecordedNow[] {
  return (record?.files ?? []).map((file) => ({ file, now: files.look(file.path) }))
}

/** Looks at everything that an installation would touch. Changes nothing. */
export function lookForInstall(installation: Installation, record: InstallRecord | undefined, host: InstallHost): Seen {
  const { files, places } = host
  const recorded = lookAtRecorded(record, files)
  const wanted = [
    executable(installation, host),
    ...installation.targets.map((target) => hookEntry(installation, target, files)),
    ...installation.targets.map((target) => registration(installation, target, host, recorded)),
  ]
  const paths = [...wanted.map(({ path }) => path), recordPath(places), keptPath(places, 'any')]
  return { wanted, recorded, missing: [...new Set(paths.flatMap(files.missingAbove))], record }
}

function executable({ prefix }: Installation, { files, program }: InstallHost): WantedFile {
  const path = executablePath(prefix)
  return wantedFile(path, { kind: 'copy', of: program }, EXECUTABLE_MODE, files)
}

function hookEntry({ prefix, always }: Installation, target: Target, files: Files): WantedFile {
  const text = hookEntryText({ executable: executablePath(prefix), stage: STAGE_OF[target], always })
  return wantedFile(hookEntryPath(prefix, target), { kind: 'text', text }, FILE_MODE, files)
}

/** The file with which the engine finds the directory. One that is there keeps its mode. */
function registration(
  { prefix }: Installation,
  target: Target,
  host: InstallHost,
  recorded: readonly RecordedNow[],
): WantedFile {
  const engine = target === 'podman' ? podmanConfig(host.podman) : CRIO_CONFIG
  const without = configFilesWithoutUs(target, host, recorded)
  const { path, text }: ConfigFile = registerHooksDir(without, engine, hooksDirectory(prefix, target))
  const now = host.files.look(path)
  return wantedFile(path, { kind: 'text', text }, now.kind === 'file' ? now.mode : FILE_MODE, host.files, now)
}

function wantedFile(path: string, content: Content, mode: number, files: Files, now?: FileState): WantedFile {
  return { path, content, sha256: files.digest(content), mode, now: now ?? files.look(path) }
}
