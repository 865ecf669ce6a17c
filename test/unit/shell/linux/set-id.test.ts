import { afterEach, expect, test, vi } from 'vitest'
import { refuseSetId } from '../../../../src/shell/linux/set-id.ts'
import { hookError } from '../../../support/expect-error.ts'

// The real thing, an executable with the bit, is started in test/build/set-id.test.ts.
afterEach(() => vi.restoreAllMocks())

test('refuseSetId() has nothing against a process that is who started it', () => {
  expect(refuseSetId).not.toThrow()
})

test.each(['geteuid', 'getegid'] as const)('refuseSetId() names both ids when %s differs', (name) => {
  vi.spyOn(process, name as 'geteuid').mockReturnValue(4711)
  const { message, exit } = hookError('ERR_SETID', refuseSetId)
  expect(message).toMatch(/real ids \d+:\d+ and the effective ids .*4711/)
  expect(exit).toBe(78)
})
