import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { followLog } from '../../../../src/shell/linux/follow-log.ts'
import { readLog } from '../../../../src/shell/linux/log-file.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /run for each test, of this process alone. */
beforeEach(() => {
  coverWithTmpfs('/run')
  fs.mkdirSync('/run/oci-device-hook')
})

const FILE = '/run/oci-device-hook/log.jsonl'
const FIXTURE = fileURLToPath(new URL('fixtures/follow-until-a-line.ts', import.meta.url))
const log = (text: string) => fs.appendFileSync(FILE, text)

/** Follows the log until the line "end". */
function followed() {
  const seen: string[] = []
  const end = followLog((line) => {
    seen.push(line)
    if (line === 'end') throw new Error('nobody reads along')
  })
  return { seen, end, until: (line: string) => vi.waitFor(() => expect(seen).toContain(line), 10_000) }
}

describe('followLog()', () => {
  test('tells what is logged from now on, whole lines only, and ends with the error of who is told', async () => {
    log('before\n')
    const { seen, end, until } = followed()
    log('one\ntwo\nhal')
    await until('two')
    log('f\n')
    await until('half')
    log('end\nafter\n')
    await expect(end).rejects.toThrow('nobody reads along')
    expect(seen).toEqual(['one', 'two', 'half', 'end'])
  })

  test('waits for a log that is not there yet', async () => {
    const { seen, end } = followed()
    log('first\nend\n')
    await expect(end).rejects.toThrow()
    expect(seen).toEqual(['first', 'end'])
  })

  test('tells the rest of a file that was set aside, before the new one', async () => {
    log('before\n')
    const { seen, end } = followed()
    log('rest\n')
    fs.renameSync(FILE, `${FILE}.1`)
    log('new\nend\n')
    await expect(end).rejects.toThrow()
    expect(seen).toEqual(['rest', 'new', 'end'])
  })

  test('begins anew with a file that is another one, where nothing was set aside', async () => {
    log('before, and longer than what comes\n')
    const { seen, end } = followed()
    fs.writeFileSync(`${FILE}.new`, 'end\n')
    fs.renameSync(`${FILE}.new`, FILE)
    await expect(end).rejects.toThrow()
    expect(seen).toEqual(['end'])
  })

  test('keeps no process that nobody reads along with', () => {
    const { status, stdout } = spawnSync(process.execPath, [FIXTURE], { encoding: 'utf8', timeout: 20_000 })
    expect([stdout, status]).toEqual(['left\n', 0])
  })
})

describe('readLog()', () => {
  test('gives the file that was set aside first, and passes over empty lines', () => {
    fs.writeFileSync(`${FILE}.1`, 'a\nb\n')
    log('c\n\nd\n')
    expect(readLog()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('tells a log of no lines from no log', () => {
    expect(readLog()).toBeUndefined()
    log('')
    expect(readLog()).toEqual([])
  })

  test('throws what is no lack of a file', () => {
    fs.mkdirSync(FILE)
    expect(readLog).toThrow('EISDIR')
  })
})
