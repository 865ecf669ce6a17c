import { executablePath, hookEntryPath } from '../../core/install/layout.ts'
import { configFilesWithoutUs } from './config-files.ts'
import type { InstallHost } from './host.ts'

const TARGETS = ['podman', 'crio'] as const
/** How a file makes an engine read a directory of ours. */
const NAMES_US = /["']([^"'\n]+)\/share\/oci-device-hook\/(?:crio-)?hooks\.d["']/

/** Where packages put it: those files are the package manager's to remove. */
const PACKAGE = '/usr'

/** What is in force of an installation whose record is lost: first what makes engines run it, the executable last. */
export interface LeftOver {
  readonly configuration: readonly string[]
  readonly files: readonly string[]
}

/** Looks where `install` writes, and behind every prefix that an engine's file names. */
export function leftOver(host: InstallHost, prefix: string): LeftOver {
  const naming = TARGETS.flatMap((target) => configFilesWithoutUs(target, host, [])).flatMap(({ path, text }) => {
    const found = NAMES_US.exec(text)?.[1]
    return found === undefined || found === PACKAGE || isOfOthers(path, host) ? [] : [{ path, prefix: found }]
  })
  const prefixes = [...new Set([prefix, ...naming.map((one) => one.prefix)])]
  const entries = prefixes.flatMap((one) => TARGETS.map((target) => hookEntryPath(one, target)))
  const places = [...entries, ...prefixes.map(executablePath)]
  return {
    configuration: naming.map(({ path }) => path),
    files: places.filter((path) => host.files.look(path).kind !== 'absent'),
  }
}

/** A user's podman reads the files of root, too. */
function isOfOthers(path: string, { podman: { home } }: InstallHost): boolean {
  return home !== undefined && !path.startsWith(`${home}/`)
}
