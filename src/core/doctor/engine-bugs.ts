import { isBelow, type Version } from './version.ts'

/** A fault of an engine that concerns devices or hooks. */
export interface EngineBug {
  readonly engine: 'podman' | 'crun' | 'runc'
  /** Versions in which it is there: from the first, until the one that has it mended. */
  readonly ranges: readonly (readonly [from: Version, mended: Version])[]
  readonly code: string
  readonly effect: string
}

const FIRST: Version = [0, 0, 0]

/**
 * What is known of versions. A distribution may have mended a fault without changing the version: what is said is
 * therefore a warning.
 */
export const ENGINE_BUGS: readonly EngineBug[] = [
  {
    engine: 'crun',
    ranges: [[FIRST, [1, 14, 0]]],
    code: 'CRUN_UMASK',
    effect: 'takes bits from the mode of devices in a user namespace (0660 becomes 0640); the hook mends that',
  },
  {
    engine: 'crun',
    ranges: [[FIRST, [1, 24, 0]]],
    code: 'CRUN_CHOWNS_STDIO',
    effect: "in a user namespace gives the host's /dev/null to the container's root when that is its stdin",
  },
  {
    engine: 'crun',
    ranges: [[FIRST, [1, 28, 0]]],
    code: 'CVE-2026-47766',
    effect: 'follows a link that an image has in the place of /dev',
  },
  {
    engine: 'crun',
    ranges: [[FIRST, [1, 29, 2]]],
    code: 'CVE-2026-88264',
    effect: 'follows a link of /proc that an image has in the place of a device',
  },
  {
    engine: 'crun',
    ranges: [[FIRST, [1, 29, 2]]],
    code: 'CVE-2026-88265',
    effect: 'changes the owner of what an image has in the place of /dev/null',
  },
  {
    engine: 'runc',
    ranges: [[FIRST, [1, 1, 12]]],
    code: 'CVE-2024-21626',
    effect: 'leaks a descriptor of the host into containers',
  },
  {
    engine: 'runc',
    ranges: [[FIRST, [1, 1, 14]]],
    code: 'CVE-2024-45310',
    effect: 'can be made to create empty files on the host',
  },
  {
    engine: 'runc',
    ranges: [
      [FIRST, [1, 2, 8]],
      [
        [1, 3, 0],
        [1, 3, 3],
      ],
    ],
    code: 'CVE-2025-31133',
    effect: 'mounts over the host by way of /dev/null; likewise CVE-2025-52565 and CVE-2025-52881',
  },
  {
    engine: 'runc',
    ranges: [
      [FIRST, [1, 3, 6]],
      [
        [1, 4, 0],
        [1, 4, 3],
      ],
    ],
    code: 'CVE-2026-41579',
    effect: 'follows a link that an image has in the place of /dev',
  },
  {
    engine: 'podman',
    ranges: [[FIRST, [5, 1, 0]]],
    code: 'PODMAN_CDI_GIDS',
    effect: 'refuses CDI files that have additionalGids',
  },
]

/** The faults that a version of an engine has, each with the version that mends it. */
export function bugsOf(engine: string, version: Version): readonly (EngineBug & { readonly mended: Version })[] {
  const isIn = ([from, mended]: readonly [Version, Version]) => !isBelow(version, from) && isBelow(version, mended)
  return ENGINE_BUGS.filter((bug) => bug.engine === engine).flatMap((bug) => {
    const range = bug.ranges.find(isIn)
    return range === undefined ? [] : [{ ...bug, mended: range[1] }]
  })
}
