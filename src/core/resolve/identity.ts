import type { ContainerGid, ContainerUid, HostGid, HostUid, Unmapped } from '../model/ids.ts'
import type { Config } from '../parse/config.ts'
import type { Request } from '../parse/request.ts'
import { type IdMap, toOutside } from './idmap.ts'

/** Who is going to open the devices: one process of the container, in the ids of both sides. */
export interface Identity {
  readonly uid: ContainerUid
  readonly gid: ContainerGid
  /** Supplementary groups that setgroups(2) will be given. */
  readonly groups: readonly ContainerGid[]
  /** The same, as the hook's user namespace counts them. */
  readonly host: {
    readonly uid: HostUid | Unmapped
    readonly gid: HostGid | Unmapped
    readonly groups: readonly (HostGid | Unmapped)[]
  }
  /** Whether it will hold CAP_DAC_OVERRIDE: then mode bits do not stop it where the node's owner is mapped. */
  readonly overridesModes: boolean
  /** Whether crun leaves it the caller's groups in the place of `groups` (annotation run.oci.keep_original_groups). */
  readonly keepsGroups: boolean
  /** Whether the annotation `user` named it: such a process has changed its groups before it opens anything. */
  readonly named: boolean
}

/** Maps from the container's user namespace to the hook's. */
export interface IdMaps {
  readonly uid: IdMap
  readonly gid: IdMap
}

/**
 * Works out the identity to serve: the annotation `user` if there is one, else config.json's process.user.
 *
 * A process that drops to the annotated user itself (gosu, su-exec, s6) calls setgroups on its way, so the groups of
 * config.json are not counted for it.
 */
export function resolveIdentity(config: Config, request: Request, maps: IdMaps, keepsGroups: boolean): Identity {
  const user = config.process?.user ?? {}
  const uid = request.user?.uid ?? ((user.uid ?? 0) as ContainerUid)
  const gid = request.user?.gid ?? ((user.gid ?? 0) as ContainerGid)
  const groups = request.user === undefined && !keepsGroups ? ((user.additionalGids ?? []) as ContainerGid[]) : []
  const hostGid = (id: ContainerGid) => toOutside(maps.gid, id) as HostGid | Unmapped
  const host = { uid: toOutside(maps.uid, uid) as HostUid | Unmapped, gid: hostGid(gid), groups: groups.map(hostGid) }
  const named = request.user !== undefined
  return { uid, gid, groups, host, overridesModes: overridesModes(config, uid), keepsGroups, named }
}

/** The same identity with one more supplementary group. */
export function withGroup(who: Identity, gid: ContainerGid, hostGid: HostGid | Unmapped): Identity {
  return { ...who, groups: [...who.groups, gid], host: { ...who.host, groups: [...who.host.groups, hostGid] } }
}

/**
 * capabilities(7), "Transformation of capabilities during execve()": root gets what the bounding set allows (only what
 * it already has under no_new_privs), any other user what is ambient.
 */
function overridesModes(config: Config, uid: ContainerUid): boolean {
  const sets = config.process?.capabilities
  const has = (set: readonly string[] | null | undefined) => set?.includes('CAP_DAC_OVERRIDE') === true
  if (uid !== 0) return has(sets?.ambient)
  return has(sets?.bounding) && (config.process?.noNewPrivileges !== true || has(sets?.permitted))
}
