import fs from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { capabilitiesOfFile, refuseSetId } from '../../../../src/shell/linux/set-id.ts'
import { hookError } from '../../../support/expect-error.ts'

// The real things, executables with the bit or with capabilities, are started in test/build/set-id.test.ts.
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

const status = (permitted: string, ambient: string) =>
  `Name:\tx\nCapInh:\t00000000000000ff\nCapPrm:\t${permitted}\nCapEff:\t0000000000000000\nCapAmb:\t${ambient}\n`

test.each([
  ['nothing', '0000000000000000', '0000000000000000', 0n],
  ['nothing of what is ambient', '0000000000200001', '0000000000200001', 0n],
  ['what is permitted', '0000000000200001', '0000000000000000', 0x200001n],
  ['what is permitted and not ambient', '0000000000200001', '0000000000000001', 0x200000n],
])('capabilitiesOfFile() finds %s', (_what, permitted, ambient, expected) => {
  expect(capabilitiesOfFile(status(permitted, ambient))).toBe(expected)
})

test('capabilitiesOfFile() takes no status for none', () => {
  expect(() => capabilitiesOfFile('')).toThrow(SyntaxError)
})

test('refuseSetId() reads no file for root, and does not go on for others when it cannot be read', () => {
  const read = vi.spyOn(fs, 'readFileSync').mockImplementation(() => {
    throw new Error('EMFILE')
  })
  const asUser = (id: number) => {
    for (const name of ['getuid', 'geteuid'] as const) vi.spyOn(process, name as 'geteuid').mockReturnValue(id)
  }
  asUser(0)
  expect(refuseSetId).not.toThrow()
  expect(read).not.toHaveBeenCalled()
  asUser(4711)
  expect(refuseSetId).toThrow('EMFILE')
})
