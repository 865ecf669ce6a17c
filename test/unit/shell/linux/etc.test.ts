import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { groupLookup } from '../../../../src/shell/linux/groups.ts'
import { runtimeEvidence } from '../../../../src/shell/linux/runtime.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /etc for each test, of this process alone. */
beforeEach(() => coverWithTmpfs('/etc'))

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

  test('takes a number for itself, where no user namespace lies between', () => {
    expect(groupLookup()(44)).toBe(44)
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
