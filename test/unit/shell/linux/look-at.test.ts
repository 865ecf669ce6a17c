import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { lookAt } from '../../../../src/shell/linux/host-error.ts'
import { hookError } from '../../../support/expect-error.ts'

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code })
}

describe('lookAt()', () => {
  test('gives what the look gives', () => {
    expect(lookAt('/dev/null', () => fs.lstatSync('/dev/null').isCharacterDevice())).toBe(true)
  })

  test.each(['/dev/null/below', '/dev/none', `/dev/${'x'.repeat(256)}`])('calls %s absent', (path) => {
    expect(lookAt(path, () => fs.lstatSync(path))).toBeUndefined()
  })

  test.each(['EACCES', 'ELOOP'])('calls what is closed to us absent (%s)', (code) => {
    expect(lookAt('/dev/x', failing(code))).toBeUndefined()
  })

  test.each(['EIO', 'ENOMEM', 'EMFILE', 'EPERM'])('throws when the kernel gives no answer (%s)', (code) => {
    expect(hookError('ERR_HOST', () => lookAt('/dev/a\nb', failing(code)))).toMatchObject({
      exit: 70,
      message: `/dev/a\\u000ab of the host cannot be looked at: ${code}`,
    })
  })
})
