import { expect, test } from 'vitest'
import { READ_WRITE } from '../../../../src/core/model/device.ts'
import { ownershipFor } from '../../../../src/core/plan/ownership.ts'
import { modeAllows } from '../../../../src/core/resolve/access.ts'

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
  if ((owned.mode & mode) !== mode) return `0${mode.toString(8)} loses bits`
  if ((added & ~0o660) !== 0) return `0${mode.toString(8)} gets 0${added.toString(8)}`
  if (![0, who.uid].includes(owned.uid) || ![44, who.gid].includes(owned.gid)) return `${owned.uid}:${owned.gid}`
  return modeAllows(owned, who, wanted) ? undefined : `0${mode.toString(8)} does not open afterwards`
}

test('ownershipFor() takes no bit away, and adds none but read and write of owner or group, for all 4096 modes', () => {
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
  ).toBe(0o4600)
})
