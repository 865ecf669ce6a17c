import { addHooksDirs } from './add-to-list.ts'
import { type ConfigFile, effectiveHooksDirs, type HooksDirs, type TablePath } from './hooks-dir.ts'
import { type ConfigPlaces, readingOrder, readsDropIns } from './reading-order.ts'

/** An engine, as far as its configuration goes. */
export interface EngineConfig {
  readonly table: TablePath
  /** The drop-in file to write; undefined when this version of the engine reads none. */
  readonly dropIn: string | undefined
  /** The file to write to when there is neither drop-in nor a file that has `hooks_dir`. */
  readonly main: string
  /** Puts files into the order in which the engine reads them. */
  readonly order: (files: readonly ConfigFile[]) => ConfigFile[]
}

/**
 * Decides which file makes the engine read `directory`, and what it then says.
 *
 * That is a drop-in file that repeats what was in force, for a list replaces the one before it. Where the engine reads no
 * drop-ins, or another file would have the last word, that file is edited. A file with the same text as before means:
 * nothing to do.
 *
 * @param files Every file that the engine may read, as it would be without us.
 * @throws {HookError} `ERR_ENGINE`
 */
export function registerHooksDir(files: readonly ConfigFile[], engine: EngineConfig, directory: string): ConfigFile {
  const reads = (all: readonly ConfigFile[]) => effectiveHooksDirs(engine.order(all), engine.table)
  const inForce = reads(files)
  if (inForce.decidedBy !== undefined && inForce.directories.includes(directory)) return inForce.decidedBy
  if (engine.dropIn !== undefined) {
    const dropIn = { path: engine.dropIn, text: dropInText(inForce, engine.table, directory) }
    const others = files.filter(({ path }) => path !== engine.dropIn)
    if (reads([...others, dropIn]).directories.includes(directory)) return dropIn
  }
  if (inForce.decidedBy !== undefined) return edit(inForce.decidedBy, engine.table, [directory])
  const main = files.find(({ path }) => path === engine.main)
  if (main !== undefined) return edit(main, engine.table, [...inForce.directories, directory])
  return { path: engine.main, text: dropInText(inForce, engine.table, directory) }
}

function edit(file: ConfigFile, table: TablePath, directories: readonly string[]): ConfigFile {
  return { path: file.path, text: addHooksDirs(file, table, directories) }
}

/** containers.conf of podman: root's is everybody's, and a user's own comes after it. */
export function podmanConfig(places: ConfigPlaces): EngineConfig {
  const directory = places.isRootless ? places.home : '/etc/containers'
  return {
    table: ['engine'],
    dropIn: readsDropIns(places) ? `${directory}/containers.conf.d/oci-device-hook.conf` : undefined,
    main: `${directory}/containers.conf`,
    order: (files) => readingOrder(files, places),
  }
}

const CRIO = '/etc/crio/crio.conf'

/** crio.conf(5): the main file, then every file of its drop-in directory by name. */
export const CRIO_CONFIG: EngineConfig = {
  table: ['crio', 'runtime'],
  dropIn: `${CRIO}.d/oci-device-hook.conf`,
  main: CRIO,
  order: (files) => {
    const dropIns = files.filter(({ path }) => path.startsWith(`${CRIO}.d/`))
    const main = files.filter(({ path }) => path === CRIO)
    return [...main, ...dropIns.sort((one, other) => (one.path < other.path ? -1 : 1))]
  },
}

function dropInText({ directories, appends }: HooksDirs, table: TablePath, directory: string): string {
  const all = appends ? [directory] : [...directories.filter((known) => known !== directory), directory]
  const items = [...all.map((path) => JSON.stringify(path)), ...(appends ? ['{append=true}'] : [])]
  return `# Written by "oci-device-hook install"; "oci-device-hook uninstall" takes it away.
# ${appends ? 'Added to what other files list.' : 'A list replaces those of the files before this one, so theirs is repeated here.'}
[${table.join('.')}]
hooks_dir = [${items.join(', ')}]
`
}
