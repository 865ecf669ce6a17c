/**
 * The bytes of a POSIX ACL as the attribute system.posix_acl_access holds them: version 2, then tag, permissions and id
 * of each entry, little-endian (include/uapi/linux/posix_acl_xattr.h).
 *
 * @param mode Permission bits of owner, group and others, 0 to 0777.
 * @param named Permissions (0 to 7) of one more user; the mask gives way to them.
 */
export function aclBytes(mode: number, named: { readonly uid: number; readonly permissions: number }): Buffer {
  const group = (mode >> 3) & 7
  const entries = [
    [TAG.owner, (mode >> 6) & 7, UNDEFINED_ID],
    [TAG.user, named.permissions, named.uid],
    [TAG.group, group, UNDEFINED_ID],
    [TAG.mask, group | named.permissions, UNDEFINED_ID],
    [TAG.other, mode & 7, UNDEFINED_ID],
  ] as const
  return Buffer.concat([
    uint32(2),
    ...entries.map(([tag, bits, id]) => Buffer.concat([uint16(tag), uint16(bits), uint32(id)])),
  ])
}

const TAG = { owner: 0x01, user: 0x02, group: 0x04, mask: 0x10, other: 0x20 }
const UNDEFINED_ID = 0xff_ff_ff_ff

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
