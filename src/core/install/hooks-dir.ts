import { parse, TomlError, type TomlTable } from 'smol-toml'
import { EXIT, HookError } from '../errors.ts'

/** A configuration file of an engine, with its text. */
export interface ConfigFile {
  readonly path: string
  readonly text: string
}

/** Where the key stands: `[engine]` of containers.conf, `[crio.runtime]` of crio.conf. */
export type TablePath = readonly string[]

/** What the files say together. */
export interface HooksDirs {
  readonly directories: readonly string[]
  /** `{append=true}` was met: what a later file lists is added, and no longer replaces (containers/common 0.57). */
  readonly appends: boolean
  /** The file that had the last word; none, when the engine's default holds. */
  readonly decidedBy: ConfigFile | undefined
}

/** What engines read when no file says anything. */
export const DEFAULT_HOOKS_DIR = '/usr/share/containers/oci/hooks.d'

/**
 * Reads `hooks_dir` as the engine does: file by file, where each list replaces the one before.
 *
 * @param files In the order in which the engine reads them.
 * @throws {HookError} `ERR_ENGINE` for a file that is no TOML, or whose `hooks_dir` is no list: the engine refuses it, too.
 */
export function effectiveHooksDirs(files: readonly ConfigFile[], table: TablePath): HooksDirs {
  const initial: HooksDirs = { directories: [DEFAULT_HOOKS_DIR], appends: false, decidedBy: undefined }
  return files.reduce((sum, file) => {
    const list = hooksDirOf(file, table)
    return list === undefined ? sum : merge(sum, list, file)
  }, initial)
}

/** What one file lists; undefined when it says nothing. */
export function hooksDirOf(file: ConfigFile, table: TablePath): readonly unknown[] | undefined {
  const found = table.reduce<unknown>(member, parseConfig(file))
  const list = member(found, 'hooks_dir')
  if (list === undefined || Array.isArray(list)) return list
  throw engineError(`${file.path}: found hooks_dir = ${typeof list}, expected a list of directories`)
}

/** @throws {HookError} `ERR_ENGINE` with line and column. */
export function parseConfig({ path, text }: ConfigFile): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    throw engineError(`${path}:${cause.line}:${cause.column}: found no valid TOML, which no engine reads either`, cause)
  }
}

function merge({ directories, appends }: HooksDirs, list: readonly unknown[], decidedBy: ConfigFile): HooksDirs {
  const named = list.filter((item) => typeof item === 'string')
  const attribute = list.map((item) => member(item, 'append')).findLast((value) => typeof value === 'boolean')
  const adds = attribute ?? appends
  return { directories: adds ? [...directories, ...named] : named, appends: adds, decidedBy }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
}

function engineError(message: string, cause?: unknown): HookError {
  return new HookError('ERR_ENGINE', EXIT.configuration, message, { cause })
}
