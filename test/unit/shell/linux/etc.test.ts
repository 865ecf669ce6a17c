import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'
import { groupLookup } from '../../../../src/shell/linux/groups.ts'
import { readPolicy } from '../../../../src/shell/linux/policy-file.ts'
import { runtimeEvidence } from '../../../../src/shell/linux/runtime.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /etc for each test, of this process alone. */
beforeEach(() => coverWithTmpfs('/etc'))

const DIRECTORY = '/etc/oci-device-hook'
const FILE = `${DIRECTORY}/policy.toml`

function writePolicy(toml: string): void {
  fs.mkdirSync(DIRECTORY, { recursive: true })
  fs.writeFileSync(FILE, toml)
  fs.chmodSync(FILE, 0o644)
}

describe('readPolicy()', () => {
  test('gives the built-in policy where there is no file, and no directory', () => {
    expect(readPolicy()).toBe(BUILT_IN_POLICY)
    fs.mkdirSync(DIRECTORY)
    expect(readPolicy()).toBe(BUILT_IN_POLICY)
  })

  test('reads the file, and names it as the source', () => {
    writePolicy('on_denied = "continue"')
    expect(readPolicy()).toMatchObject({ source: FILE, onDenied: 'continue' })
  })

  test.each<[string, () => void, string]>([
    ['a file that another user owns', () => fs.chownSync(FILE, 1000, 0), 'found owner 1000'],
    ['a file that its group may write', () => fs.chmodSync(FILE, 0o664), 'mode 0664'],
    ['a file that everybody may write', () => fs.chmodSync(FILE, 0o646), 'mode 0646'],
    [
      'a directory that everybody may write',
      () => fs.chmodSync(DIRECTORY, 0o777),
      `${DIRECTORY}: found owner 0, mode 0777`,
    ],
    ['a directory of another user', () => fs.chownSync(DIRECTORY, 1000, 0), `${DIRECTORY}: found owner 1000`],
    ['an /etc that everybody may write', () => fs.chmodSync('/etc', 0o1777), '/etc: found owner 0, mode 01777'],
    ['a link in the place of the file', () => moveAndLink(FILE), 'it is a symbolic link'],
    [
      'a link in the place of the directory',
      () => moveAndLink(DIRECTORY),
      `${DIRECTORY}: found a special file, expected a directory`,
    ],
    [
      'a directory in the place of the file',
      () => {
        fs.rmSync(FILE)
        fs.mkdirSync(FILE)
      },
      'found a directory, expected a file',
    ],
    [
      'a FIFO, without waiting for who writes it',
      () => {
        fs.rmSync(FILE)
        spawnSync('mkfifo', [FILE])
      },
      'found a special file',
    ],
    ['a file larger than 1 MiB', () => fs.writeFileSync(FILE, '#'.repeat(2 ** 20 + 1)), 'expected at most 1048576'],
    ['a file that is no TOML', () => fs.writeFileSync(FILE, 'on_denied = \n'), `${FILE}:1:`],
  ])('refuses %s', (_what, spoil, part) => {
    writePolicy('on_denied = "continue"')
    expect(readPolicy().onDenied).toBe('continue') // The control: without the flaw it is read.
    spoil()
    const { message, exit } = hookError('ERR_POLICY', readPolicy)
    expect(message).toContain(part)
    expect(exit).toBe(78)
  })
})

describe('groupLookup()', () => {
  test('finds groups by name, the first line of a name winning, and passes over lines that are none', () => {
    const lines = ['video:x:44:a,b', 'video:x:45:', '# comment', 'odd', 'nogid:x::', 'render:x:105:', '']
    fs.writeFileSync('/etc/group', lines.join('\n'))
    const lookup = groupLookup()
    expect(['video', 'render', 'nogid', 'odd', 'missing'].map(lookup)).toEqual([
      44,
      105,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('finds nothing without the files', () => {
    expect(groupLookup()('root')).toBe(fs.existsSync('/usr/lib/group') ? 0 : undefined)
  })

  test('reads at the first question, and not again', () => {
    const lookup = groupLookup()
    fs.writeFileSync('/etc/group', 'video:x:44:\n')
    expect(lookup('video')).toBe(44)
    fs.writeFileSync('/etc/group', 'video:x:45:\n')
    expect(lookup('video')).toBe(44)
  })
})

describe('runtimeEvidence()', () => {
  const CONF = '/etc/containers/containers.conf'
  const write = (file: string, text: string) => {
    fs.mkdirSync(`${CONF}.d`, { recursive: true })
    fs.writeFileSync(file, text)
  }
  const configurations = () => runtimeEvidence().configurations.filter((text) => text.startsWith('# test'))

  test('reads drop-ins before the file itself, the last one first', () => {
    write(CONF, '# test file')
    write(`${CONF}.d/10-a.conf`, '# test a')
    write(`${CONF}.d/20-b.conf`, '# test b')
    expect(configurations()).toEqual(['# test b', '# test a', '# test file'])
  })

  test('says what command our parent is, and whether crun is installed', () => {
    const command = fs.readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0')
    expect(runtimeEvidence().command).toEqual(command)
    if (fs.existsSync('/usr/bin/crun')) expect(runtimeEvidence().hasCrun).toBe(true)
  })
})

function moveAndLink(file: string): void {
  fs.renameSync(file, `${file}.real`)
  fs.symlinkSync(`${file}.real`, file)
}
