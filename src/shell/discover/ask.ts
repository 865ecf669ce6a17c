import type { Access } from '../../core/model/device.ts'
import { type ContainerGid, OVERFLOW_ID, UNMAPPED } from '../../core/model/ids.ts'
import type { SeenNode, Usable } from '../../core/model/observation.ts'
import { type Identity, type IdMaps, withGroup } from '../../core/resolve/identity.ts'
import { toInside } from '../../core/resolve/idmap.ts'
import type { FoundNode, System } from '../system.ts'

/** Whose answers are wanted, and in which user namespace their capabilities count. */
export interface Questioner {
  readonly who: Identity
  readonly maps: IdMaps
  /** Whether the container's user namespace is not the hook's. */
  readonly userns: boolean
}

interface Item {
  readonly node: FoundNode
  readonly wanted: Access
}

/**
 * Asks the kernel about nodes that are held, with the groups that the container's process will have; and, while they can
 * still be changed (`before` creation), with the caller's groups kept and with the node's own group added.
 *
 * The caller's are asked about first. A rootless hook cannot take its own groups back once it gave them up, some having
 * no name in its user namespace. The node's own group is no matter of mode bits: an ACL may deny the user, or the group.
 */
export function ask(items: readonly Item[], questioner: Questioner, before: boolean, system: System): SeenNode[] {
  if (items.length === 0) return [] // What it takes to ask is loaded by the first question (scripts/build/rare-files.ts).
  const { who, userns } = questioner
  const questions = items.map(({ node, wanted }) => ({ node: node.handle, wanted }))
  const overriding = who.overridesModes && !userns
  const keeping = before && !system.isRealRoot
  const kept = keeping || who.keepsGroups ? system.mayOpen({ who, groups: 'kept', overriding }, questions) : []
  const given = who.keepsGroups ? kept : system.mayOpen({ who, groups: 'given', overriding }, questions)
  return items.map((item, at) => {
    const { seen } = item.node
    const always = overridesOver(seen, questioner, system)
    const answer = (answers: readonly Usable[]) => always || (answers[at] ?? null)
    const openable = answer(given)
    const openableWithGroup = openable === true || !before ? openable : askWithGroup(item, questioner, system)
    return { ...seen, openable, openableKeepingGroups: answer(kept), openableWithGroup }
  })
}

/** A group that shows as 65534 to a rootless hook has no name to be given by. */
function askWithGroup({ node, wanted }: Item, { who, maps, userns }: Questioner, system: System): Usable {
  const { handle, seen } = node
  const gid = toInside(maps.gid, seen.gid)
  if (gid === UNMAPPED || who.keepsGroups || (!system.isRealRoot && seen.gid === OVERFLOW_ID)) return null
  const member = withGroup(who, gid as ContainerGid, seen.gid)
  const asker = { who: member, groups: 'given', overriding: who.overridesModes && !userns } as const
  return system.mayOpen(asker, [{ node: handle, wanted }])[0] ?? null
}

/**
 * In a user namespace of its own, CAP_DAC_OVERRIDE counts over inodes whose owner and group are both mapped there
 * (capable_wrt_inode_uidgid in kernel/capability.c). The hook is not in that namespace and cannot have it asked.
 *
 * For a rootless hook 65534 is what every id of the host looks like that has no name here: it is in no map.
 */
function overridesOver(
  { uid, gid }: FoundNode['seen'],
  { who, maps, userns }: Questioner,
  { isRealRoot }: System,
): boolean {
  if (!userns || !who.overridesModes) return false
  if (!isRealRoot && (uid === OVERFLOW_ID || gid === OVERFLOW_ID)) return false
  return toInside(maps.uid, uid) !== UNMAPPED && toInside(maps.gid, gid) !== UNMAPPED
}
