import fs from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { allowing, classOf, modeAllows, type Opener } from '../../../../src/core/resolve/access.ts'
import { faccessat2 } from '../../../../src/native/access.ts'
import { O_PATH } from '../../../../src/native/constants.ts'
import { open } from '../../../../src/native/open.ts'
import { withCredentials } from '../../../../src/native/with-credentials.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'

const [UID, GID] = [1000, 44]
const ACCESSES = [
  { read: true, write: true },
  { read: true, write: false },
  { read: false, write: true },
]
const OPENERS: [string, Opener][] = [
  ['the owner', { uid: UID, gid: 2000, groups: [], overridesModes: false }],
  ['the owner, who is in the group too', { uid: UID, gid: GID, groups: [GID], overridesModes: false }],
  ['somebody whose first group it is', { uid: 2000, gid: GID, groups: [], overridesModes: false }],
  ['somebody with it among other groups', { uid: 2000, gid: 2000, groups: [1, GID, 70_000], overridesModes: false }],
  ['somebody else', { uid: 2000, gid: 2000, groups: [1], overridesModes: false }],
  ['root without CAP_DAC_OVERRIDE', { uid: 0, gid: 0, groups: [], overridesModes: false }],
  ['root with CAP_DAC_OVERRIDE', { uid: 0, gid: 0, groups: [], overridesModes: true }],
  ['somebody else with CAP_DAC_OVERRIDE', { uid: 2000, gid: 2000, groups: [], overridesModes: true }],
]

const MODES = Array.from({ length: 4096 }, (_, mode) => mode)

describe('modeAllows() says what the kernel says, for all 4,096 modes and each access', () => {
  const dir = new TemporaryDirectory()
  beforeEach(needsRoot)
  beforeAll(() => {
    if (process.getuid?.() === 0) for (const mode of MODES) makeFile(dir.at(`${mode}`), mode)
  })
  afterAll(() => dir[Symbol.dispose]())

  test.each(OPENERS)('asked by %s', (_name, who) => {
    const credentials = { uid: who.uid, gid: who.gid, groups: who.groups, dacOverride: who.overridesModes }
    const wrong: string[] = []
    for (let first = 0; first < MODES.length; first += 256) {
      const files = MODES.slice(first, first + 256).map((mode) => ({ mode, fd: open(dir.at(`${mode}`), O_PATH) }))
      withCredentials(credentials, () => {
        for (const { mode, fd } of files) {
          for (const access of ACCESSES) {
            const expected = modeAllows({ uid: UID, gid: GID, mode }, who, access)
            if (faccessat2(fd.fd, access) !== expected) wrong.push(`${mode.toString(8)} ${JSON.stringify(access)}`)
          }
        }
      })
      for (const { fd } of files) fd[Symbol.dispose]()
    }
    expect(wrong).toEqual([])
  })
})

function makeFile(path: string, mode: number): void {
  fs.writeFileSync(path, '')
  fs.chownSync(path, UID, GID)
  fs.chmodSync(path, mode)
}

const opener = fc.constantFrom(...OPENERS.map(([, who]) => who))

test('allowing() gives the class that counts what it lacked, and the other classes nothing', () => {
  fc.assert(
    fc.property(fc.nat(0o7777), opener, fc.constantFrom(...ACCESSES), (mode, who, wanted) => {
      const node = { uid: UID, gid: GID, mode }
      const own = classOf(node, who)
      const opened = allowing(mode, own, wanted)
      expect(modeAllows({ ...node, mode: opened }, who, wanted)).toBe(true)
      const mask = { owner: 0o0600, group: 0o0060, other: 0o0006 }[own]
      expect(opened & ~mask).toBe(mode & ~mask)
    }),
  )
})
