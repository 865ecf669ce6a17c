import { describe, expect, test } from 'vitest'
import { parseAccounts } from '../../../../src/core/host/accounts.ts'
import { parseAcl } from '../../../../src/core/host/acl.ts'
import { type HostDevice, openersOf } from '../../../../src/core/host/host-device.ts'
import { permissionOf } from '../../../../src/core/host/permission.ts'

/** What `getfattr -n system.posix_acl_access -e base64` printed for u::rw-,u:1000:rw-,g::r--,m::rw-,o::---. */
const SEAT = 'AgAAAAEABgD/////AgAGAOgDAAAEAAQA/////xAABgD/////IAAAAP////8='

const NODE = { uid: 0, gid: 44, mode: 0o660 }
const who = (uid: number, ...groups: number[]) => ({ uid, gid: uid, groups, overridesModes: false })

describe('parseAcl()', () => {
  test('reads what logind writes for the user at the desk', () => {
    expect(parseAcl(Buffer.from(SEAT, 'base64'))).toEqual({
      named: [{ kind: 'user', id: 1000, bits: 6 }],
      groupBits: 4,
    })
  })

  test.each([[''], ['AgAAAAE='], ['AQAAAA=='], ['AgAAAA==']])('reads nothing out of what is none: %j', (bytes) => {
    expect(parseAcl(Buffer.from(bytes, 'base64'))).toBeUndefined()
  })
})

describe('permissionOf()', () => {
  const acl = parseAcl(Buffer.from(SEAT, 'base64'))

  test.each([
    ['root', NODE, undefined, { ...who(0), overridesModes: true }, { allowed: true, rule: 'capability' }],
    ['the owner', { ...NODE, uid: 7 }, undefined, who(7), { allowed: true, rule: 'owner' }],
    [
      'an owner without bits, who is in the group',
      { ...NODE, uid: 7, mode: 0o060 },
      undefined,
      who(7, 44),
      { allowed: false, rule: 'owner' },
    ],
    ['a member', NODE, undefined, who(7, 44), { allowed: true, rule: 'group', gid: 44 }],
    [
      'a member, where others may and the group may not',
      { ...NODE, mode: 0o606 },
      undefined,
      who(7, 44),
      { allowed: false, rule: 'group' },
    ],
    ['anybody, where others may', { ...NODE, mode: 0o606 }, undefined, who(7), { allowed: true, rule: 'other' }],
    ['the user of the ACL', NODE, acl, who(1000), { allowed: true, rule: 'acl-user' }],
    [
      'the user of the ACL under a mask that takes writing',
      { ...NODE, mode: 0o640 },
      acl,
      who(1000),
      { allowed: false, rule: 'acl-user' },
    ],
    ['a member, whom the ACL gives less than the mode shows', NODE, acl, who(7, 44), { allowed: false, rule: 'group' }],
  ] as const)('answers for %s', (_, node, entries, asker, expected) => {
    expect(permissionOf(node, entries, asker)).toMatchObject(expected)
  })
})

describe('openersOf()', () => {
  const accounts = parseAccounts(
    'root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\ncam:x:99:44::/:/bin/false',
    'video:x:44:bob,alice\nnot a group\nbad:x:many:',
  )
  const device = { ...NODE, acl: undefined } as HostDevice

  test('names the members of the group, those whose primary group it is included', () => {
    expect(openersOf(device, accounts)).toEqual({
      everybody: false,
      users: [],
      groups: [{ name: 'video', members: ['cam', 'bob', 'alice'] }],
    })
  })

  test('names nobody for a group without read and write', () => {
    expect(openersOf({ ...device, mode: 0o640 }, accounts)).toEqual({ everybody: false, users: [], groups: [] })
  })

  test('goes by the ACL where there is one', () => {
    const acl = parseAcl(Buffer.from(SEAT, 'base64'))
    expect(openersOf({ ...device, acl }, accounts)).toEqual({ everybody: false, users: ['alice'], groups: [] })
  })
})
