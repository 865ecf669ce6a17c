import { expect, test } from 'vitest'
import { parseStatus } from '../../../../src/shell/linux/status-file.ts'

const STATUS =
  'Name:\tsh\nUid:\t0\t0\t0\t1000\nGid:\t0\t0\t0\t100\nGroups:\t24 44 \nNStgid:\t7\nCapEff:\t0000000000000002\n'

test('parseStatus() reads the file-system ids, the groups and CAP_DAC_OVERRIDE', () => {
  expect(parseStatus(STATUS)).toEqual({ uid: 1000, gid: 100, groups: [24, 44], overridesModes: true })
})

test('parseStatus() finds no groups in an empty line, and does not take the next line for them', () => {
  expect(parseStatus(STATUS.replace('24 44 ', ' ')).groups).toEqual([])
  expect(parseStatus(STATUS.replace('24 44 ', '')).groups).toEqual([])
})
