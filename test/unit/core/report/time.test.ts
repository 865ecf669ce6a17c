import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime } from '../../../../src/core/report/time.ts'

test('isoTime() writes every moment from the year 0 to 9999 as Date does', () => {
  const moment = fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') })
  fc.assert(
    fc.property(moment, (ms) => {
      expect(isoTime(ms)).toBe(new Date(ms).toISOString())
    }),
    { numRuns: 10_000 },
  )
})

test.each([
  '1970-01-01T00:00:00.000Z',
  '1999-12-31T23:59:59.999Z',
  '2000-02-29T12:00:00.001Z',
  '2100-02-28T23:59:59.999Z',
  '2100-03-01T00:00:00.000Z',
  '2026-11-21T06:33:55.123Z',
])('isoTime() writes %s', (text) => {
  expect(isoTime(Date.parse(text))).toBe(text)
})
