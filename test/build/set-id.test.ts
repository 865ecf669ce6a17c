import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { missing, scratch } from './support/run.ts'

const NOBODY = 65534
const isRoot = process.getuid?.() === 0

function copyOf(owner: number, mode: number): string {
  const directory = scratch()
  const copy = join(directory, 'hook')
  copyFileSync(inject('executable'), copy)
  chownSync(copy, owner, owner)
  chmodSync(copy, mode)
  chmodSync(directory, 0o755)
  return copy
}

/** A copy with a mode and an owner, started as another user than its owner. */
function startAs(user: number, owner: number, mode: number, ...args: string[]) {
  const copy = copyOf(owner, mode)
  const options = { uid: user, gid: user, env: {}, input: '{}', encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(copy, args, options)
  return { status, stdout, stderr }
}

test.skipIf(!isRoot).each<[string, number, number, number]>([
  ['set-user-ID root, started by nobody', NOBODY, 0, 0o4755],
  ['set-group-ID root, started by nobody', NOBODY, 0, 0o2755],
  ['set-user-ID nobody, started by root', 0, NOBODY, 0o4755],
])('an executable that is %s refuses to do anything', (_layout, user, owner, mode) => {
  for (const args of [['precreate'], ['createRuntime'], ['--version'], ['plan', '--help']]) {
    const { status, stdout, stderr } = startAs(user, owner, mode, ...args)
    expect([status, stdout]).toEqual([78, ''])
    expect(stderr).toMatch(/^oci-device-hook: the executable has a set-id bit: found the real ids \d+:\d+ and/)
  }
})

test.skipIf(!isRoot)('the same executable without the bit runs', () => {
  expect(startAs(NOBODY, 0, 0o755, '--version').status).toBe(0)
})

describe.skipIf(!isRoot)('an executable with file capabilities', () => {
  beforeEach(({ skip }) => {
    const reason = ['setcap', 'setpriv'].map(missing).find((each) => each !== undefined)
    if (reason !== undefined) skip(reason)
  })

  /** Started as nobody by setpriv(1), with its options. */
  function startWith(capabilities: string, options: readonly string[], ...args: string[]) {
    const copy = copyOf(0, 0o755)
    if (capabilities !== '') execFileSync('setcap', [capabilities, copy])
    const who = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...options]
    const { status, stdout, stderr } = spawnSync('setpriv', [...who, copy, ...args], { input: '{}', encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  test.each<[string, string, string[]]>([
    ['permitted and effective', 'cap_chown,cap_sys_admin+ep', []],
    ['permitted alone', 'cap_chown,cap_sys_admin+p', []],
    ['inheritable, in the hands of who may inherit', 'cap_chown,cap_sys_admin+i', ['--inh-caps=+chown,+sys_admin']],
  ])('that are %s refuses to do anything', (_how, capabilities, options) => {
    for (const args of [['precreate'], ['createRuntime'], ['--version'], ['plan', '--help']]) {
      const { status, stdout, stderr } = startWith(capabilities, options, ...args)
      expect([status, stdout]).toEqual([78, ''])
      expect(stderr).toContain('the executable has file capabilities: found 0x200001, expected none')
    }
  })

  test.each<[string, string, string[]]>([
    ['taken away again', '', []],
    ['that nobody may inherit', 'cap_chown+i', []],
    ['of its own none, and ambient ones by intent', '', ['--inh-caps=+chown', '--ambient-caps=+chown']],
  ])('%s runs', (_how, capabilities, options) => {
    expect(startWith(capabilities, options, '--version')).toMatchObject({ status: 0, stderr: '' })
  })

  test('runs for root, who has them all anyway', () => {
    const copy = copyOf(0, 0o755)
    execFileSync('setcap', ['cap_chown+ep', copy])
    expect(spawnSync(copy, ['--version']).status).toBe(0)
  })
})
