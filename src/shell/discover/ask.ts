import type { Access } from '../../core/model/device.ts'
import { OVERFLOW_ID, UNMAPPED } from '../../core/model/ids.ts'
import type { SeenNode, Usable } from '../../core/model/observation.ts'
import type { Identity, IdMaps } from '../../core/resolve/identity.ts'
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
 * Asks the kernel about nodes that are held: with the groups that the container's process will have, and, where that may
 * be a way to open them, with the groups of the caller (`keeping`).
 *
 * The second is asked first. A rootless hook cannot take its own groups back once it gave them up, some having no name in
 * its user namespace.
 */
export function ask(items: readonly Item[], questioner: Questioner, keeping: boolean, system: System): SeenNode[] {
  const { who, userns } = questioner
  const questions = items.map(({ node, wanted }) => ({ node: node.handle, wanted }))
  const overriding = who.overridesModes && !userns
  const kept = keeping || who.keepsGroups ? system.mayOpen({ who, groups: 'kept', overriding }, questions) : []
  const given = who.keepsGroups ? kept : system.mayOpen({ who, groups: 'given', overriding }, questions)
  return items.map(({ node: { seen } }, at) => {
    const always = overridesOver(seen, questioner, system)
    const answer = (answers: readonly Usable[]) => always || (answers[at] ?? null)
    return { ...seen, openable: answer(given), openableKeepingGroups: answer(kept) }
  })
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
