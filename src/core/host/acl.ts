import type { Ownership } from '../resolve/access.ts'

/** One entry of a POSIX access ACL beside owner, group, mask and others, which stand in the mode. */
export interface NamedEntry {
  readonly kind: 'user' | 'group'
  readonly id: number
  /** 4 read, 2 write, 1 execute. */
  readonly bits: number
}

/**
 * A POSIX access ACL. With one, the group bits of the mode are its mask, and what the owning group may is `groupBits`.
 */
export interface Acl {
  readonly named: readonly NamedEntry[]
  readonly groupBits: number
}

/** Tags of linux/posix_acl.h. */
const GROUP_OBJ = 0x04
const KINDS: ReadonlyMap<number, NamedEntry['kind']> = new Map([
  [0x02, 'user'],
  [0x08, 'group'],
])

/** struct posix_acl_xattr_header, and struct posix_acl_xattr_entry: tag, perm, id; little-endian everywhere. */
const HEADER_BYTES = 4
const ENTRY_BYTES = 8
const VERSION = 2

/**
 * Reads the attribute `system.posix_acl_access`.
 *
 * @returns undefined for what is no ACL of the one version there is.
 * @see include/uapi/linux/posix_acl_xattr.h
 */
export function parseAcl(bytes: Uint8Array): Acl | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.byteLength < HEADER_BYTES || view.getUint32(0, true) !== VERSION) return undefined
  if ((view.byteLength - HEADER_BYTES) % ENTRY_BYTES !== 0) return undefined
  const count = (view.byteLength - HEADER_BYTES) / ENTRY_BYTES
  const entries = Array.from({ length: count }, (_, index) => entryAt(view, HEADER_BYTES + index * ENTRY_BYTES))
  const named = entries.flatMap(({ tag, bits, id }) => {
    const kind = KINDS.get(tag)
    return kind === undefined ? [] : [{ kind, id, bits }]
  })
  const groupBits = entries.find(({ tag }) => tag === GROUP_OBJ)?.bits
  return groupBits === undefined || named.length === 0 ? undefined : { named, groupBits }
}

/** What the owning group may: with an ACL not what the mode shows. */
export function owningGroupBits({ mode }: Ownership, acl: Acl | undefined): number {
  return acl === undefined ? maskBits(mode) : acl.groupBits & maskBits(mode)
}

/** What a named entry is worth: what the mask leaves of it. */
export function effectiveBits({ bits }: NamedEntry, { mode }: Ownership): number {
  return bits & maskBits(mode)
}

function maskBits(mode: number): number {
  return (mode >> 3) & 0o7
}

function entryAt(view: DataView, at: number) {
  return { tag: view.getUint16(at, true), bits: view.getUint16(at + 2, true), id: view.getUint32(at + 4, true) }
}
