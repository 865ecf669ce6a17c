import type { Opener, Ownership } from '../resolve/access.ts'
import { type Acl, effectiveBits, owningGroupBits } from './acl.ts'

/** What decides whether somebody may open a node. */
export type Rule = 'capability' | 'owner' | 'acl-user' | 'group' | 'acl-group' | 'other'

export interface Permission {
  readonly allowed: boolean
  readonly rule: Rule
  /** The gid that a group rule goes by; null for the others. */
  readonly gid: number | null
}

const READ_WRITE = 6
const GROUP_BITS = 0o070

/**
 * Whether somebody may open a node for reading and writing, and by which rule: acl(5), "Access check algorithm". Of the
 * groups one is enough, and if one of them is in the ACL, others count no more.
 *
 * With no group bits in the mode the kernel leaves the ACL unread, named users and groups included: they are others then
 * (acl_permission_check in fs/namei.c; found by comparing with the kernel, acl(5) does not say so).
 */
export function permissionOf(node: Ownership, entries: Acl | undefined, who: Opener): Permission {
  const acl = (node.mode & GROUP_BITS) === 0 ? undefined : entries
  if (who.overridesModes) return { allowed: true, rule: 'capability', gid: null }
  if (who.uid === node.uid) return by('owner', node.mode >> 6)
  const user = acl?.named.find(({ kind, id }) => kind === 'user' && id === who.uid)
  if (user !== undefined) return by('acl-user', effectiveBits(user, node))
  return byGroup(node, acl, who) ?? by('other', node.mode)
}

function byGroup(node: Ownership, acl: Acl | undefined, who: Opener): Permission | undefined {
  const isMember = (gid: number) => who.gid === gid || who.groups.includes(gid)
  const owning = isMember(node.gid) ? [by('group', owningGroupBits(node, acl), node.gid)] : []
  const named = (acl?.named ?? []).filter(({ kind, id }) => kind === 'group' && isMember(id))
  const all = [...owning, ...named.map((entry) => by('acl-group', effectiveBits(entry, node), entry.id))]
  return all.find(({ allowed }) => allowed) ?? all[0]
}

function by(rule: Rule, bits: number, gid: number | null = null): Permission {
  return { allowed: (bits & READ_WRITE) === READ_WRITE, rule, gid }
}
