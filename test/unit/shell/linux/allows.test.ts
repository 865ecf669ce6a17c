import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { needsRoot } from '../../../native/support/root.ts'

beforeEach(needsRoot)

const FIXTURE = fileURLToPath(new URL('fixtures/allows.ts', import.meta.url))
const run = (...args: string[]) => {
  const { stdout, stderr } = spawnSync(process.execPath, [FIXTURE, ...args], { encoding: 'utf8' })
  return stdout === '' ? stderr : JSON.parse(stdout)
}

test('allows() says no for a node that is closed', () => {
  expect(run()).toEqual({ answer: false })
})

test('allows() says nothing at all where a seccomp filter answers faccessat2(2) with EPERM', () => {
  expect(run('filtered')).toEqual({ thrown: 'EPERM' })
})
