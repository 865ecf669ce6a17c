import { expect, test } from 'vitest'
import { aclBytes } from '../../../scripts/matrix/acl.ts'
import { parseId } from '../../../scripts/matrix/axes.ts'
import { callerMaps, containerMaps, deviceGidInside, hostUid, type Range, USERS } from '../../../scripts/matrix/ids.ts'
import { inTwoLanes } from '../../../scripts/matrix/lanes.ts'
import { seeded } from '../../../scripts/matrix/random.ts'
import { allCells } from '../../../scripts/matrix/rules.ts'

const cell = (situation: string, gid: string) =>
  parseId(`crun.${situation}.entry.0660.stranger.plain.${gid}.1000.auto.precreate`).cell

const within = (inner: Range, outer: readonly Range[]) =>
  outer.some(({ inside, count }) => inner.outside >= inside && inner.outside + inner.count <= inside + count)

test('containerMaps() gives the kernel no range that spans two of the parent', () => {
  for (const gid of ['mapped', 'unmapped'] as const) {
    const maps = containerMaps(cell('keep-id', gid))
    const parent = callerMaps(USERS[gid])
    expect(maps?.uid.every((range) => within(range, parent.uid))).toBe(true)
    expect(maps?.gid.every((range) => within(range, parent.gid))).toBe(true)
  }
})

test('hostUid() follows every namespace to the host', () => {
  expect(hostUid(cell('rootful', 'mapped'), 1000)).toBe(1000)
  expect(hostUid(cell('userns', 'mapped'), 1000)).toBe(2_001_000)
  expect(hostUid(cell('rootless', 'unmapped'), 0)).toBe(4000)
  expect(hostUid(cell('rootless', 'unmapped'), 1000)).toBe(200_999)
  expect(hostUid(cell('keep-id', 'mapped'), 1000)).toBe(4001)
  expect(hostUid(cell('keep-id', 'mapped'), 0)).toBe(300_000)
})

test('deviceGidInside() knows the group of the device where it is mapped', () => {
  expect(deviceGidInside(cell('userns', 'mapped'))).toBe(44)
  expect(deviceGidInside(cell('rootless', 'mapped'))).toBe(65_537)
  expect(deviceGidInside(cell('rootless', 'unmapped'))).toBeUndefined()
})

test('aclBytes() writes what setfacl would: version 2, five entries, a mask that lets the user through', () => {
  const bytes = aclBytes(0o600, { uid: 1000, permissions: 6 })
  const entries = Array.from({ length: 5 }, (_, at) => [
    bytes.readUInt16LE(4 + at * 8),
    bytes.readUInt16LE(6 + at * 8),
    bytes.readUInt32LE(8 + at * 8),
  ])
  expect(bytes.readUInt32LE(0)).toBe(2)
  expect(entries).toEqual([
    [0x01, 6, 0xff_ff_ff_ff],
    [0x02, 6, 1000],
    [0x04, 0, 0xff_ff_ff_ff],
    [0x10, 6, 0xff_ff_ff_ff],
    [0x20, 0, 0xff_ff_ff_ff],
  ])
})

test('seeded() spreads its numbers evenly from 0 to 1', () => {
  const random = seeded(42)
  const numbers = Array.from({ length: 10_000 }, random)
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  expect(mean).toBeCloseTo(0.5, 1)
})

test('inTwoLanes() never has two at work that must be alone, and answers in order', async () => {
  const items = allCells()
    .possible.slice(0, 40)
    .map((_, at) => at)
  let [alone, most] = [0, 0]
  const results = await inTwoLanes(
    items,
    (item) => item % 3 === 0,
    async (item) => {
      if (item % 3 === 0) alone += 1
      most = Math.max(most, alone)
      await Promise.resolve()
      if (item % 3 === 0) alone -= 1
      return item * 2
    },
  )
  expect(results).toEqual(items.map((item) => item * 2))
  expect(most).toBe(1)
})
