import { type CdiVersion, compareVersions } from './version.ts'

/** An engine of this host that takes CDI devices. */
export interface Reader {
  readonly engine: 'podman' | 'docker'
  /** As the engine says it: `5.4.2`. */
  readonly version: string
}

/** Newest version of a spec that podman takes, by the CDI library in its go.mod. It rejects whole files beyond it. */
const PODMAN: readonly (readonly [since: string, newest: CdiVersion])[] = [
  ['6.0', '1.1.0'],
  ['5.6', '1.0.0'],
  ['5.2', '0.8.0'],
  ['5.1', '0.7.0'],
  ['5.0', '0.6.0'],
  ['4.1', '0.5.0'],
]

/** Docker threw the groups of CDI away until moby#52579, merged in May 2026: certainly in every release before 29. */
const DOCKER_MAY_KEEP_GROUPS = '29.0'

/** Newest version that the engine reads; undefined where that is not known, `none` where it knows no CDI. */
export function newestRead({ engine, version }: Reader): CdiVersion | 'none' | undefined {
  if (engine !== 'podman') return undefined
  return PODMAN.find(([since]) => isAtLeast(version, since))?.[1] ?? 'none'
}

/** Says why an engine does not take a spec of that version at all, or nothing. */
export function readerFault(reader: Reader, cdiVersion: CdiVersion): string | undefined {
  const name = `${reader.engine} ${reader.version}`
  const newest = newestRead(reader)
  if (newest === 'none') return `${name} knows no CDI`
  if (newest === undefined || compareVersions(cdiVersion, newest) <= 0) return undefined
  return `${name} reads CDI up to ${newest}, and rejects the whole file`
}

/** Says why the groups of a spec may not arrive, though the file is read. */
export function groupsIgnored({ engine, version }: Reader): string | undefined {
  if (engine !== 'docker') return undefined
  const dropped = 'additionalGids (moby#52579): the process has no group'
  return isAtLeast(version, DOCKER_MAY_KEEP_GROUPS)
    ? `docker ${version}, if it is from before May 2026, drops ${dropped}`
    : `docker ${version} drops ${dropped}`
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major === leastMajor ? minor >= leastMinor : major > leastMajor
}
