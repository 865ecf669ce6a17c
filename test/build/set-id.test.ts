import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { scratch } from './support/run.ts'

const NOBODY = 65534
const isRoot = process.getuid?.() === 0

/** A copy with a mode and an owner, started as another user than its owner. */
function startAs(user: number, owner: number, mode: number, ...args: string[]) {
  const directory = scratch()
  const copy = join(directory, 'hook')
  copyFileSync(inject('executable'), copy)
  chownSync(copy, owner, owner)
  chmodSync(copy, mode)
  chmodSync(directory, 0o755)
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
