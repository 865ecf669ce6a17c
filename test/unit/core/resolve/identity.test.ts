import { describe, expect, test } from 'vitest'
import type { ContainerGid, HostGid } from '../../../../src/core/model/ids.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { parseRequest } from '../../../../src/core/parse/request.ts'
import { resolveIdentity, withGroup } from '../../../../src/core/resolve/identity.ts'
import { IDENTITY_MAP } from '../../../../src/core/resolve/idmap.ts'

const HOST = { uid: IDENTITY_MAP, gid: IDENTITY_MAP }
const USERNS = {
  uid: [{ inside: 0, outside: 100_000, count: 1001 }],
  gid: [{ inside: 0, outside: 200_000, count: 50 }],
}

function resolve(process: object, annotations: Record<string, string> = {}, maps: typeof USERNS | typeof HOST = HOST) {
  return resolveIdentity(checkConfig({ process }), parseRequest(annotations), maps, false)
}

test("resolveIdentity() takes config.json's user, and root where it names none", () => {
  const user = { uid: 1000, gid: 1001, additionalGids: [5, 44] }
  expect(resolve({ user })).toMatchObject({ uid: 1000, gid: 1001, groups: [5, 44], named: false })
  expect(resolve({})).toMatchObject({ uid: 0, gid: 0, groups: [] })
})

test('resolveIdentity() takes the annotated user, and then none of the groups, for who drops to it sets them anew', () => {
  const user = { uid: 0, gid: 7, additionalGids: [44] }
  const annotations = { 'oci-device-hook/user': '1000:1001' }
  expect(resolve({ user }, annotations)).toMatchObject({ uid: 1000, gid: 1001, groups: [], named: true })
  expect(resolve({ user }, { 'oci-device-hook/user': '1000' })).toMatchObject({ uid: 1000, gid: 7 })
})

test('resolveIdentity() counts in both namespaces, and says "unmapped" where there is no such id on the host', () => {
  const who = resolve({ user: { uid: 1000, gid: 44, additionalGids: [5, 50] } }, {}, USERNS)
  expect(who.host).toEqual({ uid: 101_000, gid: 200_044, groups: [200_005, 'unmapped'] })
  expect(resolve({ user: { uid: 1001, gid: 0 } }, {}, USERNS).host.uid).toBe('unmapped')
})

test('resolveIdentity() counts none of the groups of config.json where crun is to keep those of the caller', () => {
  const config = checkConfig({ process: { user: { uid: 1000, additionalGids: [44] } } })
  expect(resolveIdentity(config, parseRequest({}), HOST, true)).toMatchObject({ groups: [], keepsGroups: true })
})

test('withGroup() adds the group in both countings and changes nothing else', () => {
  const who = resolve({ user: { uid: 1000, gid: 1000, additionalGids: [5] } })
  const more = withGroup(who, 44 as ContainerGid, 44 as HostGid)
  expect(more).toMatchObject({ uid: 1000, groups: [5, 44], host: { groups: [5, 44] } })
  expect(who.groups).toEqual([5])
})

describe('resolveIdentity() knows who will hold CAP_DAC_OVERRIDE (capabilities(7))', () => {
  const CAP = ['CAP_CHOWN', 'CAP_DAC_OVERRIDE']
  test.each<[string, number, object, boolean]>([
    ['root with it in the bounding set does', 0, { capabilities: { bounding: CAP } }, true],
    ['root without it in the bounding set does not', 0, { capabilities: { bounding: [], permitted: CAP } }, false],
    ['root without any capabilities does not', 0, {}, false],
    ['root with null for a set does not', 0, { capabilities: { bounding: null } }, false],
    [
      'root under no_new_privs does with it permitted',
      0,
      { noNewPrivileges: true, capabilities: { bounding: CAP, permitted: CAP } },
      true,
    ],
    [
      'root under no_new_privs does not with the bounding set alone',
      0,
      { noNewPrivileges: true, capabilities: { bounding: CAP } },
      false,
    ],
    ['a user with it in the bounding set does not', 1000, { capabilities: { bounding: CAP, permitted: CAP } }, false],
    ['a user with it ambient does', 1000, { capabilities: { ambient: CAP } }, true],
  ])('%s', (_claim, uid, process, answer) => {
    expect(resolve({ user: { uid, gid: uid }, ...process }).overridesModes).toBe(answer)
  })

  test('the annotated user is judged, not the one of config.json', () => {
    const process = { user: { uid: 0, gid: 0 }, capabilities: { bounding: CAP } }
    expect(resolve(process, { 'oci-device-hook/user': '1000' }).overridesModes).toBe(false)
  })
})
