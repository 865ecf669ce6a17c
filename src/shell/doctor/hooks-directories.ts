import { HookError } from '../../core/errors.ts'
import { type ConfigFile, effectiveHooksDirs } from '../../core/install/hooks-dir.ts'
import { type ConfigPlaces, dropInDirectories, mainFiles, readingOrder } from '../../core/install/reading-order.ts'
import type { Sources } from './sources.ts'

/** A file of a hooks directory. */
export interface HookFile {
  readonly path: string
  readonly text: string
}

/** What the podman of one user reads at each start of a container. */
export interface PodmanHooks {
  /** In the order in which they are read. */
  readonly directories: readonly string[]
  readonly files: readonly HookFile[]
  /** Why containers.conf cannot be read, and podman refuses to work; undefined when all is well. */
  readonly fault: string | undefined
}

/** Reads containers.conf and the directories that it names, as podman does. */
export function podmanHooks(sources: Sources, places: ConfigPlaces): PodmanHooks {
  try {
    const conf = readingOrder(configFiles(sources, places), places)
    const { directories } = effectiveHooksDirs(conf, ['engine'])
    return { directories, files: directories.flatMap((directory) => hookFiles(sources, directory)), fault: undefined }
  } catch (error) {
    if (!(error instanceof HookError)) throw error
    return { directories: [], files: [], fault: error.message }
  }
}

/** The directories that CRI-O is told to read; none where it is not, or its files are no TOML. */
export function crioDirectories(sources: Sources): readonly string[] {
  const dropIns = (sources.list('/etc/crio/crio.conf.d') ?? []).map((name) => `/etc/crio/crio.conf.d/${name}`)
  const files = ['/etc/crio/crio.conf', ...dropIns].flatMap((path) => textOf(sources, path))
  try {
    return files.length === 0 ? [] : effectiveHooksDirs(files, ['crio', 'runtime']).directories
  } catch (error) {
    if (error instanceof HookError) return [] // Said by the check device-ownership, which reads the same files.
    throw error
  }
}

/** Every `*.json` of a directory. */
export function hookFiles(sources: Sources, directory: string): HookFile[] {
  const names = (sources.list(directory) ?? []).filter((name) => name.endsWith('.json'))
  return names.flatMap((name) => textOf(sources, `${directory}/${name}`))
}

function configFiles(sources: Sources, places: ConfigPlaces): ConfigFile[] {
  const dropIns = dropInDirectories(places).flatMap((directory) =>
    (sources.list(directory) ?? []).map((name) => `${directory}/${name}`),
  )
  return [...mainFiles(places), ...dropIns].flatMap((path) => textOf(sources, path))
}

function textOf(sources: Sources, path: string): HookFile[] {
  const text = sources.read(path)
  return text === undefined ? [] : [{ path, text }]
}
