import type { User } from '../host/accounts.ts'
import { type IdMap, toInside } from '../resolve/idmap.ts'
import { missingRanges } from './missing-ranges.ts'
import { hasId, numberInNamespace, subordinateRanges } from './subgid.ts'

/** What was found out about one group of the host and one user's containers. */
export interface GidmapFacts {
  readonly user: User
  readonly group: { readonly name: string; readonly gid: number }
  /** The texts of /etc/subuid and /etc/subgid. */
  readonly subuid: string
  readonly subgid: string
  /** From podman's user namespace to the host, as it is now; undefined when podman could not be asked. */
  readonly gidMap: IdMap | undefined
  /** podman's version, such as 4.3.1. */
  readonly podman: string | undefined
}

/** What `gidmap --json` prints, version 1. */
export interface GidmapDocument {
  readonly version: 1
  readonly user: string
  readonly group: string
  readonly gid: number
  /** The line that /etc/subgid needs, and whether an id is there already. */
  readonly subgid: { readonly line: string; readonly isThere: boolean }
  /** The number in podman's namespace: as it is now, and as it is once the line is there and podman has started anew. */
  readonly number: { readonly now: number | null; readonly expected: number }
  readonly isReady: boolean | null
  /** Other groups of the user's containers get another number by the line. */
  readonly movesOthers: boolean
  readonly commands: readonly string[]
  readonly flags: { readonly podman: readonly string[]; readonly quadlet: readonly string[] }
}

/** Says what is there, what is missing, and with which flags the group is then used. Pure. */
export function gidmapDocument({ user, group, subuid, subgid, gidMap, podman }: GidmapFacts): GidmapDocument {
  const ranges = subordinateRanges(subgid, user)
  const first = missingRanges(user, subuid, subgid)
  const isThere = hasId(ranges, group.gid)
  const wanted = [...ranges, ...first.gids, ...(isThere ? [] : [{ start: group.gid, count: 1 }])]
  const expected = numberInNamespace(wanted, group.gid) ?? 1
  const inside = gidMap === undefined ? undefined : toInside(gidMap, group.gid)
  const now = typeof inside === 'number' ? inside : null
  const line = `${user.name}:${group.gid}:1`
  const steps = isThere ? first.commands : [...first.commands, `echo ${line} | sudo tee -a /etc/subgid`]
  const isReady = gidMap === undefined ? null : now !== null
  return {
    version: 1,
    user: user.name,
    group: group.name,
    gid: group.gid,
    subgid: { line, isThere },
    number: { now, expected },
    isReady,
    movesOthers: !isThere && ranges.some(({ start }) => start > group.gid),
    commands: isReady === true ? [] : [...steps, 'podman system migrate'],
    flags: flagsFor(now ?? expected, group.gid, podman),
  }
}

/**
 * A container that shares podman's namespace, which is the default, knows the group by its number there. podman 4.7 can
 * give it the host's number in a namespace of the container's own.
 */
function flagsFor(number: number, gid: number, podman: string | undefined): GidmapDocument['flags'] {
  const plain = { podman: [`--group-add ${number}`], quadlet: [`GroupAdd=${number}`] }
  if (podman === undefined || !isAtLeast(podman, 4, 7)) return plain
  return {
    podman: [...plain.podman, `--gidmap=+g${gid}:@${gid} --group-add ${gid}`],
    quadlet: [...plain.quadlet, `GIDMap=+g${gid}:@${gid} with GroupAdd=${gid}`],
  }
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number)
  return first > major || (first === major && second >= minor)
}
