import fc from 'fast-check'
import { expect, test } from 'vitest'
import { READ_WRITE } from '../../../../src/core/model/device.ts'
import { ownershipFor } from '../../../../src/core/plan/ownership.ts'
import { modeAllows } from '../../../../src/core/resolve/access.ts'
import { asking, decideAtRuntime, VIDEO, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'

const WHO = [
  { uid: 1000, gid: 1000, groups: [], overridesModes: false },
  { uid: 1000, gid: 0, groups: [], overridesModes: false },
  { uid: 0, gid: 1000, groups: [], overridesModes: false },
  { uid: 1000, gid: 44, groups: [7], overridesModes: false },
]
const ACCESS = [READ_WRITE, { read: true, write: false }, { read: false, write: true }]

/** What is wrong with an answer; undefined when nothing is. */
function flaw(mode: number, who: (typeof WHO)[number], wanted: (typeof ACCESS)[number]): string | undefined {
  const owned = ownershipFor({ uid: 0, gid: 44, mode }, who, wanted)
  if (owned === undefined) return undefined
  const added = owned.mode & ~mode
  if ((owned.mode & mode) !== (mode & 0o777)) return `0${mode.toString(8)} loses bits`
  if ((added & ~0o660) !== 0 || owned.mode > 0o777) return `0${mode.toString(8)} gets 0${added.toString(8)}`
  if (![0, who.uid].includes(owned.uid) || ![44, who.gid].includes(owned.gid)) return `${owned.uid}:${owned.gid}`
  return modeAllows(owned, who, wanted) ? undefined : `0${mode.toString(8)} does not open afterwards`
}

test('ownershipFor() takes set-id and sticky bits away, and adds none but read and write of owner or group, for all 4096 modes', () => {
  const modes = Array.from({ length: 0o10000 }, (_, mode) => mode)
  const flaws = modes.flatMap((mode) => WHO.flatMap((who) => ACCESS.flatMap((wanted) => flaw(mode, who, wanted) ?? [])))
  expect(flaws).toEqual([])
})

test('ownershipFor() adds bits at all, so that there is something to be said about them', () => {
  expect(
    ownershipFor(
      { uid: 0, gid: 44, mode: 0o4000 },
      WHO[0] ?? { uid: 1, gid: 1, groups: [], overridesModes: false },
      READ_WRITE,
    )?.mode,
  ).toBe(0o600)
})

/** What createRuntime makes of the mode of a node that config.json gives `fileMode`; undefined where it leaves it alone. */
function madeOf(mode: number, fileMode: number, way: string, gid: number): number | undefined {
  const { calls } = decideAtRuntime(
    {
      devices: [{ ...VIDEO_ENTRY, fileMode }],
      rules: VIDEO_RULES,
      annotations: asking({ mode: way }),
      user: { uid: 1000, gid },
    },
    { nodes: { '/dev/video0': { ...VIDEO, mode } } },
  )
  const [call] = calls
  return call !== undefined && 'owner' in call ? call.owner.mode : undefined
}

const bits = fc.integer({ min: 0, max: 0o7777 })
const PERMISSIONS = 0o777

test('createRuntime opens a node to nobody but its owner and group, and sets no set-id and no sticky bit, whatever was configured', () => {
  let changed = 0
  fc.assert(
    fc.property(bits, bits, fc.constantFrom('owner', 'groups'), fc.constantFrom(44, 7), (mode, fileMode, way, gid) => {
      const made = madeOf(mode, fileMode, way, gid)
      if (made === undefined) return
      changed++
      expect(made & ~PERMISSIONS).toBe(0)
      expect(made & ~mode & ~0o660).toBe(0)
      expect(made & mode).toBe(mode & PERMISSIONS)
    }),
    { numRuns: 3000 },
  )
  expect(changed).toBeGreaterThan(300)
})

test.each([
  [0o640, 0o660, 0o660, 'what the umask cut off for the group is put back'],
  [0o660, 0o3777, 0o660, 'what was configured for others, with a sticky bit, is not'],
  [0o660, 0o6666, 0o660, 'nor are set-id bits'],
  [0o644, 0o666, 0o664, 'nor is what the umask cut off for others'],
  [0o664, 0o660, 0o664, 'what others had is left to them'],
  [0o4640, 0o660, 0o660, 'a set-id bit of the node goes'],
])('createRuntime makes of 0%o where 0%o was configured 0%o: %s', (mode, fileMode, expected) => {
  expect(madeOf(mode, fileMode, 'owner', 1000)).toBe(expected)
})
