import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LogLevel } from '../../../../src/core/policy/policy.ts'
import type { RunRecord } from '../../../../src/core/report/record.ts'
import { logDirectory, openLog } from '../../../../src/shell/linux/log.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { asUser } from '../../../support/as-user.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /run for each test, of this process alone. */
beforeEach(() => coverWithTmpfs('/run'))

const FILE = '/run/oci-device-hook/log.jsonl'
const RECORD: RunRecord = {
  time: '2026-01-02T03:04:05.678Z',
  version: '0.1.0',
  stage: 'precreate',
  container: 'abc',
  asked: false,
  user: undefined,
  devices: [],
  exit: 0,
  error: undefined,
  ms: 31,
}
const write = async (changes: Partial<RunRecord> = {}) => (await openLog()).write({ ...RECORD, ...changes })
const lines = (file = FILE) => fs.readFileSync(file, 'utf8').trimEnd().split('\n')

describe('openLog()', () => {
  test('appends one line a run to a file that only root can read', async () => {
    await write({ container: 'one' })
    await write({ container: 'two', asked: true })
    expect(lines().map((line) => JSON.parse(line).container)).toEqual(['one', 'two'])
    expect(fs.statSync(FILE).mode & 0o777).toBe(0o600)
    expect(fs.statSync('/run/oci-device-hook').mode & 0o777).toBe(0o700)
  })

  test.each<[LogLevel, number, boolean]>([
    ['all', 2, true],
    ['news', 1, true],
    ['none', 0, false],
  ])('with the level %s for the file has %i lines of a run without news and one with', async (file, count, exists) => {
    const log = await openLog({ file, syslog: 'none' })
    await log.write(RECORD)
    await log.write({ ...RECORD, asked: true })
    expect(fs.existsSync(FILE)).toBe(exists)
    expect(exists ? lines() : []).toHaveLength(count)
  })

  test('keeps one file of the past, and never more than two', async () => {
    await write()
    for (const mark of ['older', 'old']) {
      fs.writeFileSync(FILE, `{"mark":"${mark}"}${' '.repeat(2 ** 20)}\n`)
      await write({ container: mark })
    }
    expect(fs.readdirSync('/run/oci-device-hook').sort()).toEqual(['log.jsonl', 'log.jsonl.1'])
    expect(lines(`${FILE}.1`)[0]).toContain('"old"')
    expect(lines().map((line) => JSON.parse(line).container)).toEqual(['old'])
  })

  test('follows no link to a file of somebody else', async () => {
    fs.mkdirSync('/run/oci-device-hook')
    fs.writeFileSync('/run/victim', 'kept')
    fs.symlinkSync('/run/victim', FILE)
    await write()
    expect(fs.readFileSync('/run/victim', 'utf8')).toBe('kept')
  })

  test('makes no file behind a dangling link', async () => {
    fs.mkdirSync('/run/oci-device-hook')
    fs.symlinkSync('/run/new', FILE)
    await write()
    expect(fs.existsSync('/run/new')).toBe(false)
  })

  test.each<[string, () => void]>([
    ['a file in the place of its directory', () => fs.writeFileSync('/run/oci-device-hook', '')],
    ['a directory in the place of its file', () => fs.mkdirSync(FILE, { recursive: true })],
  ])('loses the line for %s, and throws nothing', async (_what, spoil) => {
    spoil()
    await expect(write({ asked: true })).resolves.toBeUndefined()
  })

  test('loses the line for a system log that nobody listens to, and keeps its own', async () => {
    coverWithTmpfs('/dev')
    fs.writeFileSync('/dev/log', '')
    await write({ asked: true })
    umount2('/dev', MNT_DETACH)
    expect(lines()).toHaveLength(1)
  })

  test('mixes no lines of runs at the same time', async () => {
    const logs = await Promise.all(Array.from({ length: 20 }, () => openLog()))
    for (const [at, log] of logs.entries()) await log.write({ ...RECORD, container: `${at}` })
    expect(lines().map((line) => JSON.parse(line).container)).toEqual(logs.map((_, at) => `${at}`))
  })
})

test("logDirectory() is root's for root of the host", () => {
  expect(logDirectory()).toBe('/run/oci-device-hook')
})

test('logDirectory() is in the runtime directory of a user', async () => {
  expect(await asUser(async () => logDirectory())).toBe('/run/user/65534/oci-device-hook')
})
