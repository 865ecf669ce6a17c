import { expect, test } from 'vitest'
import { hasOwnUserNamespace, joinedUserNamespace, mapsOf } from '../../../../src/core/resolve/maps.ts'

const MAPPED = {
  namespaces: [{ type: 'pid' }, { type: 'user' }],
  uidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
  gidMappings: [{ containerID: 5, hostID: 200_000, size: 10 }],
}
const JOINED = { uid: [{ inside: 1, outside: 2, count: 3 }], gid: [] }
const joining = (path: string) => ({
  namespaces: [
    { type: 'net', path: '/run/netns/a' },
    { type: 'user', path },
  ],
})

test.each([
  [{}, false, undefined],
  [{ linux: {} }, false, undefined],
  [{ linux: { namespaces: [{ type: 'pid', path: '/proc/1/ns/pid' }] } }, false, undefined],
  [{ linux: MAPPED }, true, undefined],
  [{ linux: joining('') }, true, undefined],
  [{ linux: joining('/proc/7/ns/user') }, true, '/proc/7/ns/user'],
])('hasOwnUserNamespace() and joinedUserNamespace() say of %j: %j, %j', (config, has, joined) => {
  expect(hasOwnUserNamespace(config)).toBe(has)
  expect(joinedUserNamespace(config)).toBe(joined)
})

test('mapsOf() leaves every id as it is without a user namespace, whatever mappings stand there', () => {
  const { uid, gid } = mapsOf({ linux: { ...MAPPED, namespaces: [{ type: 'pid' }] } }, JOINED)
  expect([uid, gid]).toEqual(Array(2).fill([{ inside: 0, outside: 0, count: 2 ** 32 - 1 }]))
})

test('mapsOf() reads the maps of a new namespace, none among them', () => {
  expect(mapsOf({ linux: MAPPED })).toEqual({
    uid: [{ inside: 0, outside: 100_000, count: 65_536 }],
    gid: [{ inside: 5, outside: 200_000, count: 10 }],
  })
  expect(mapsOf({ linux: { namespaces: [{ type: 'user' }] } })).toEqual({ uid: [], gid: [] })
})

test('mapsOf() believes the namespace that is joined, not the dummy in config.json', () => {
  expect(mapsOf({ linux: { ...MAPPED, ...joining('/proc/7/ns/user') } }, JOINED)).toEqual(JOINED)
})
