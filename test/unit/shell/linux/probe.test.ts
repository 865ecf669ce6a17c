import fs from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { READ_WRITE } from '../../../../src/core/model/device.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { parseRequest } from '../../../../src/core/parse/request.ts'
import { resolveIdentity } from '../../../../src/core/resolve/identity.ts'
import { IDENTITY_MAP, type IdMap } from '../../../../src/core/resolve/idmap.ts'
import { O_PATH } from '../../../../src/native/constants.ts'
import { open } from '../../../../src/native/open.ts'
import { clock } from '../../../../src/shell/linux/clock.ts'
import { linuxSystem } from '../../../../src/shell/linux/linux.ts'
import type { Handle } from '../../../../src/shell/system.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { makeNode } from '../../../support/make-node.ts'

beforeEach(needsRoot)

interface Process {
  readonly user: object
  readonly capabilities?: object
}

async function ask(
  { user, capabilities = {} }: Process,
  owner: readonly [number, number, number],
  map: IdMap = IDENTITY_MAP,
) {
  using dir = new TemporaryDirectory()
  makeNode(dir.at('node'), { type: 'c', major: 1, minor: 3 }, owner)
  using node = open(dir.at('node'), O_PATH)
  const config = checkConfig({ process: { user, capabilities } })
  const who = resolveIdentity(config, parseRequest({}), { uid: map, gid: map }, false)
  const question = { node: node.fd as Handle, wanted: READ_WRITE }
  const system = await linuxSystem()
  return system.mayOpen({ who, groups: 'given', overriding: who.overridesModes }, [question, question])
}

const VIDEO = [0, 44, 0o660] as const
const DAC = ['CAP_DAC_OVERRIDE']

test.each<[string, Process, readonly [number, number, number], boolean]>([
  ['the owner may', { user: { uid: 1000, gid: 5 } }, [1000, 0, 0o600], true],
  ['a member of the group may', { user: { uid: 1000, gid: 5, additionalGids: [7, 44] } }, VIDEO, true],
  ['somebody else may not', { user: { uid: 1000, gid: 5 } }, VIDEO, false],
  ['root without CAP_DAC_OVERRIDE may not', { user: { uid: 0, gid: 0 } }, [5, 44, 0o660], false],
  ['root with it may', { user: { uid: 0, gid: 0 }, capabilities: { bounding: DAC } }, [5, 44, 0o600], true],
  ['nobody is a member of group 0 for having been root', { user: { uid: 1000, gid: 5 } }, [5, 0, 0o660], false],
])('mayOpen(): %s', async (_claim, process, owner, answer) => {
  expect(await ask(process, owner)).toEqual([answer, answer])
})

test('mayOpen() says "not known" for an id that the host does not have, and never yes', async () => {
  const map = [{ inside: 0, outside: 0, count: 10 }]
  expect(await ask({ user: { uid: 1000, gid: 5 } }, [0, 0, 0o666], map)).toEqual([null, null])
})

test('mayOpen() leaves the process the root that it was', async () => {
  await ask({ user: { uid: 1000, gid: 5 } }, VIDEO)
  expect(fs.readFileSync('/proc/thread-self/status', 'latin1')).toMatch(/^Uid:\t0\t0\t0\t0$/m)
  expect((await linuxSystem()).isRealRoot).toBe(true)
})

test('linuxSystem() knows where this program is', async () => {
  expect((await linuxSystem()).ownPath).toBe(process.execPath)
})

test('clock says when, and for how long this process has been running', () => {
  expect(clock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(clock.elapsedMs()).toBeGreaterThan(0)
})
