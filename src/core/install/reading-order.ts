import type { ConfigFile } from './hooks-dir.ts'

/** Where a podman looks for containers.conf. */
export interface ConfigPlaces {
  /** podman's major version; undefined when it is not installed, and then taken for one of today. */
  readonly major: number | undefined
  /** `$XDG_CONFIG_HOME/containers` of whoever runs it; undefined where it is not looked at. */
  readonly home: string | undefined
  readonly isRootless: boolean
}

const SHARE = '/usr/share/containers'
const ETC = '/etc/containers'

/** podman 3.0 was the first to read drop-in files (containers/podman#8548). */
export function readsDropIns({ major }: ConfigPlaces): boolean {
  return major === undefined || major >= 3
}

/** podman 6.0 reads configuration as the UAPI specification has it: one main file, and drop-ins sorted over all directories. */
function isUapi({ major }: ConfigPlaces): boolean {
  return major !== undefined && major >= 6
}

/** Main files, the more general ones first. */
export function mainFiles({ home }: ConfigPlaces): string[] {
  return [SHARE, ETC, ...(home === undefined ? [] : [home])].map((directory) => `${directory}/containers.conf`)
}

/** Directories of drop-in files, the more general ones first. */
export function dropInDirectories(places: ConfigPlaces): string[] {
  const home = places.home === undefined ? [] : [`${places.home}/containers.conf.d`]
  if (!readsDropIns(places)) return []
  if (!isUapi(places)) return [`${ETC}/containers.conf.d`, ...home]
  const whose = places.isRootless ? 'rootless' : 'rootful'
  const system = [SHARE, ETC].flatMap((at) => [`${at}/containers.conf.d`, `${at}/containers.${whose}.conf.d`])
  return [...system, ...home]
}

/**
 * Puts configuration files into the order in which podman reads them; later ones count.
 *
 * Up to podman 5: /usr/share, /etc, its drop-ins, the user's file, the user's drop-ins.
 *
 * @see https://github.com/containers/podman/blob/main/contrib/design-docs/config-file-parsing.md for podman 6
 */
export function readingOrder(files: readonly ConfigFile[], places: ConfigPlaces): ConfigFile[] {
  const main = mainFiles(places).flatMap((path) => files.filter((file) => file.path === path))
  const dropIns = dropInDirectories(places).map((directory) => filesIn(directory, files))
  if (isUapi(places)) return [...main.slice(-1), ...oneForEachName(dropIns.flat())]
  const isUsers = ({ path }: ConfigFile) => places.home !== undefined && path.startsWith(`${places.home}/`)
  const read = [...main, ...dropIns.flat()]
  return [...read.filter((file) => !isUsers(file)), ...read.filter(isUsers)]
}

function filesIn(directory: string, files: readonly ConfigFile[]): ConfigFile[] {
  const inside = files.filter(({ path }) => path.startsWith(`${directory}/`) && path.endsWith('.conf'))
  return inside.sort(byName)
}

/** A file replaces one of the same name in a more general directory. */
function oneForEachName(files: readonly ConfigFile[]): ConfigFile[] {
  return [...new Map(files.map((file) => [nameOf(file), file])).values()].sort(byName)
}

/** By code units, as Go sorts: not by anybody's locale. */
function byName(one: ConfigFile, other: ConfigFile): number {
  return nameOf(one) < nameOf(other) ? -1 : 1
}

function nameOf({ path }: ConfigFile): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
