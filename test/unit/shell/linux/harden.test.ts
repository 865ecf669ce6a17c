import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { AddonError } from '../../../../src/native/addon-error.ts'
import { alarm, isDumpable, setDumpable } from '../../../../src/native/process.ts'
import { withAddon } from '../../../../src/shell/linux/addon.ts'
import { harden } from '../../../../src/shell/linux/harden.ts'
import { hardenProcess } from '../../../../src/shell/linux/harden-process.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'

beforeEach(needsRoot)

test('harden() and hardenProcess() set an alarm below the timeout of a hook, and cannot be traced any more', () => {
  const [cwd, umask] = [process.cwd(), process.umask()]
  try {
    harden()
    hardenProcess()
    expect(alarm(0)).toBe(9)
    expect(isDumpable()).toBe(false)
    expect([process.cwd(), process.umask()]).toEqual(['/', 0o077])
  } finally {
    alarm(0)
    setDumpable(true)
    process.umask(umask)
    process.chdir(cwd)
  }
})

describe('leave() ends the process at once with its status, exit handlers or not,', () => {
  const run = (...args: string[]) => {
    const file = path.join(import.meta.dirname, 'fixtures/leave.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  test('by _exit(2) where the native add-on is loaded', () => {
    const stdout = '{"cwd":"/","umask":63,"dumpable":false}'
    expect(run('createRuntime', '77')).toEqual({ status: 77, stdout, stderr: '' })
  })

  test('by process.exit() where it is not, as at precreate', () => {
    expect(run('precreate', '65')).toEqual({ status: 65, stdout: '{"cwd":"/","umask":63}exit handler', stderr: '' })
  })
})

test('withAddon() tells the administrator every place where the add-on did not load, and what to do', () => {
  const fail = () => {
    throw new AddonError(['/a: noexec', '/b: ENOENT'])
  }
  const { message, exit, remedy } = hookError('ERR_ADDON', () => withAddon(fail))
  expect(message).toContain('/a: noexec; /b: ENOENT')
  expect(remedy).toContain('noexec')
  expect(exit).toBe(78)
  expect(() =>
    withAddon(() => {
      throw new RangeError('x')
    }),
  ).toThrow(RangeError)
})
