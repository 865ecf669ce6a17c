import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fileStatus, listNames, readText, sha256Of } from '../../../../src/shell/linux/doctor-files.ts'

const directory = mkdtempSync('/tmp/odh-files-')
afterAll(() => rmSync(directory, { recursive: true }))
const at = (name: string) => join(directory, name)
const me = process.getuid?.() ?? 0

writeFileSync(at('text'), 'hello\n')
chmodSync(at('text'), 0o640)
symlinkSync('/proc/kmsg', at('kmsg'))
symlinkSync('text', at('link'))
execFileSync('mkfifo', [at('fifo')])

describe('readText()', () => {
  test('reads files, those of /proc too, through links', () => {
    expect(readText(at('text'))).toBe('hello\n')
    expect(readText(at('link'))).toBe('hello\n')
    expect(readText('/proc/self/status')).toContain('Groups:')
  })

  test.each(['none', 'fifo', '.'])('reads nothing of %j, and does not wait', (name) => {
    expect(readText(at(name))).toBeUndefined()
  })

  test('reads of a home only what its owner owns: a link to /proc/kmsg would keep root waiting for ever', () => {
    expect(readText(at('text'), me)).toBe('hello\n')
    expect(readText(at('text'), me + 1)).toBeUndefined()
    expect(readText(at('kmsg'), me + 1)).toBeUndefined()
  })
})

describe('sha256Of()', () => {
  test('is that of the content, and of nothing for what says that it is empty', () => {
    expect(sha256Of(at('text'))).toBe(createHash('sha256').update('hello\n').digest('hex'))
    expect(sha256Of(at('kmsg'))).toBe(createHash('sha256').digest('hex'))
    expect(sha256Of(at('fifo'))).toBeUndefined()
  })
})

test('fileStatus() follows links', () => {
  expect(fileStatus(at('link'))).toMatchObject({ kind: 'file', uid: me, mode: 0o640 })
  expect(fileStatus(at('fifo'))?.kind).toBe('other')
  expect(fileStatus(at('none'))).toBeUndefined()
})

test('listNames() sorts', () => {
  expect(listNames(directory)).toEqual(['fifo', 'kmsg', 'link', 'text'])
  expect(listNames(at('none'))).toBeUndefined()
})
