import { describe, expect, test } from 'vitest'
import { type GidmapFacts, gidmapDocument } from '../../../../src/core/gidmap/document.ts'
import { numberInNamespace, subordinateRanges } from '../../../../src/core/gidmap/subgid.ts'
import { parseIdMap } from '../../../../src/core/resolve/idmap.ts'

const BOB = { name: 'bob', uid: 1000, gid: 1000, home: '/home/bob' }
const facts = (over: Partial<GidmapFacts>): GidmapFacts => ({
  user: BOB,
  group: { name: 'video', gid: 44 },
  subuid: 'alice:100000:65536\nbob:165536:65536\n',
  subgid: 'alice:100000:65536\nbob:165536:65536\n',
  gidMap: parseIdMap('0 1000 1\n1 165536 65536\n'),
  podman: '4.3.1',
  ...over,
})

describe('numberInNamespace()', () => {
  // podman unshare cat /proc/self/gid_map, podman 4.3.1, with these lines in this order.
  const ranges = subordinateRanges('bob:3000300000:65536\nbob:44:1\n', BOB)

  test('counts in the order of ids and not of lines, as podman does', () => {
    expect(numberInNamespace(ranges, 44)).toBe(1)
    expect(numberInNamespace(ranges, 3000300000)).toBe(2)
  })

  test('has none for an id that the user was not given', () => {
    expect(numberInNamespace(ranges, 45)).toBeUndefined()
  })
})

test('subordinateRanges() takes lines with the uid, and leaves out those of others and those that are none', () => {
  expect(subordinateRanges('1000:5:1\nbobby:6:1\nbob:x:1\n# bob:7:1\n', BOB)).toEqual([{ start: 5, count: 1 }])
})

describe('gidmapDocument() of a user without subordinate ids', () => {
  const none = facts({ subuid: 'alice:100000:65536\n', subgid: 'alice:100000:65536\nbob:44:1\n', gidMap: undefined })

  test('gives the ranges first, from ids that nobody has', () => {
    expect(gidmapDocument({ ...none, subgid: 'alice:100000:65536\n' }).commands).toEqual([
      'sudo usermod --add-subuids 165536-231071 --add-subgids 165536-231071 bob',
      'echo bob:44:1 | sudo tee -a /etc/subgid',
      'podman system migrate',
    ])
    expect(gidmapDocument(facts({})).commands).toEqual([
      'echo bob:44:1 | sudo tee -a /etc/subgid',
      'podman system migrate',
    ])
  })

  test('takes a line for one group for no range', () => {
    expect(gidmapDocument(none)).toMatchObject({
      subgid: { isThere: true },
      commands: ['sudo usermod --add-subuids 165536-231071 --add-subgids 165536-231071 bob', 'podman system migrate'],
    })
  })

  test('gives only what is missing', () => {
    const { commands } = gidmapDocument(facts({ subuid: '' }))
    expect(commands[0]).toBe('sudo usermod --add-subuids 100000-165535 bob')
  })
})

describe('gidmapDocument()', () => {
  test('names the line, the restart of the namespace, and that other groups move', () => {
    expect(gidmapDocument(facts({}))).toMatchObject({
      subgid: { line: 'bob:44:1', isThere: false },
      number: { now: null, expected: 1 },
      isReady: false,
      movesOthers: true,
      commands: ['echo bob:44:1 | sudo tee -a /etc/subgid', 'podman system migrate'],
      flags: { podman: ['--group-add 1'], quadlet: ['GroupAdd=1'] },
    })
  })

  test('asks only for a new namespace when the line is there', () => {
    const { commands, movesOthers } = gidmapDocument(facts({ subgid: 'bob:165536:65536\nbob:44:1\n' }))
    expect({ commands, movesOthers }).toEqual({ commands: ['podman system migrate'], movesOthers: false })
  })

  test('uses the number that podman has, and leaves nothing to do', () => {
    const gidMap = parseIdMap('0 1000 1\n1 165536 65536\n65537 44 1\n')
    expect(gidmapDocument(facts({ gidMap }))).toMatchObject({
      isReady: true,
      number: { now: 65537 },
      commands: [],
      flags: { podman: ['--group-add 65537'] },
    })
  })

  test('does not move groups by an id above all others', () => {
    expect(gidmapDocument(facts({ group: { name: 'late', gid: 900000 } })).movesOthers).toBe(false)
  })

  test('cannot tell without podman, and still names the commands', () => {
    expect(gidmapDocument(facts({ gidMap: undefined })).isReady).toBeNull()
    expect(gidmapDocument(facts({ gidMap: undefined })).commands).toHaveLength(2)
  })

  test.each([
    ['4.6.2', 1],
    ['4.7.0', 2],
    ['5.4.2', 2],
  ])("offers the host's own number from podman 4.7 on: %s", (podman, flags) => {
    expect(gidmapDocument(facts({ podman })).flags.podman).toHaveLength(flags)
  })
})
