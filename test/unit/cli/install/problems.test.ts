import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { checkDirectories, checkSurroundings } from '../../../../src/cli/install/checks.ts'
import { conflictError, systemError } from '../../../../src/cli/install/problems.ts'
import { HookError } from '../../../../src/core/errors.ts'
import { errorOf } from '../../../native/support/outcome.ts'
import { hookError } from '../../../support/expect-error.ts'

describe('conflictError()', () => {
  const changed = { path: '/etc/a.conf', found: 'a file that was changed', isChanged: true }
  const taken = { path: '/etc/b', found: 'a directory', isChanged: false }

  test('offers --force where files were changed, and says where it keeps the first', () => {
    const { message, remedy } = conflictError([changed])
    expect(message).toBe('/etc/a.conf: found a file that was changed; nothing was changed')
    expect(remedy).toContain('--force, which keeps it as /etc/a.conf.saved')
  })

  test('offers no --force where something else is in the way', () => {
    const { message, remedy } = conflictError([changed, taken])
    expect(message).toContain('/etc/a.conf: found a file that was changed; /etc/b: found a directory;')
    expect(remedy).not.toContain('--force')
  })
})

describe('systemError()', () => {
  const errno = (code: string, more = {}) =>
    Object.assign(new Error(code), { code, syscall: 'open', path: '/p', ...more })

  test('names the file and the call of a real error', () => {
    const error = systemError(errorOf(() => fs.mkdirSync('/dev/null/below')))
    expect(error).toMatchObject({ code: 'ERR_INSTALL', exit: 78 })
    expect((error as HookError).message).toBe('/dev/null/below: mkdir answers ENOTDIR')
    expect((error as HookError).remedy).toContain('it goes on where it stopped')
  })

  test.each<[string, object, string, string]>([
    ['EROFS', {}, '/p: open answers EROFS', '--prefix'],
    ['ENOSPC', {}, '/p: open answers ENOSPC', 'make room for 120 MB'],
    ['EXDEV', { syscall: 'rename', dest: '/to' }, '/to: rename answers EXDEV', 'it goes on where it stopped'],
  ])('says what is to be done about %s', (code, more, message, remedy) => {
    const error = systemError(errno(code, more)) as HookError
    expect(error.message).toBe(message)
    expect(error.remedy).toContain(remedy)
  })

  test.each([
    ['of ours', new HookError('ERR_INSTALL', 78, 'ours')],
    ['of no system call', new TypeError('a mistake')],
    ['of no file', Object.assign(new Error('EBADF'), { code: 'EBADF' })],
  ])('leaves an error %s as it is', (_, error) => {
    expect(systemError(error)).toBe(error)
  })
})

describe('checkSurroundings()', () => {
  beforeEach(() => {
    const before = process.env.CONTAINERS_CONF
    process.env.CONTAINERS_CONF = '/etc/own.conf'
    return () => {
      if (before === undefined) delete process.env.CONTAINERS_CONF
      else process.env.CONTAINERS_CONF = before
    }
  })

  test('refuses a podman that reads one file alone', () => {
    const { message, remedy } = hookError('ERR_INSTALL', () => checkSurroundings({}))
    expect(message).toContain('CONTAINERS_CONF=/etc/own.conf')
    expect(remedy).toContain('sudo')
    expect(hookError('ERR_INSTALL', () => checkSurroundings({ rootless: true })).remedy).not.toContain('sudo')
  })

  test('has nothing against it for CRI-O, or where it is empty', () => {
    checkSurroundings({ crio: true })
    process.env.CONTAINERS_CONF = ''
    checkSurroundings({})
  })
})

test('checkDirectories() refuses a place below a directory of others, and no other', () => {
  checkDirectories([{ action: 'keep', path: '/usr/bin/oci-device-hook' }])
  const steps = [
    { action: 'keep', path: '/usr/bin/oci-device-hook' },
    { action: 'remove', path: '/tmp/no-such-directory/hook' },
  ] as const
  const { message, remedy } = hookError('ERR_INSTALL', () => checkDirectories(steps))
  expect(message).toBe('/tmp: found a directory that others than root may write to')
  expect(remedy).toContain('chmod go-w /tmp')
})
