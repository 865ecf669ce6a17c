import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RunRecord, recordLine } from '../../../../src/core/report/record.ts'

const RECORD: RunRecord = {
  time: '2026-01-02T03:04:05.678Z',
  version: '0.1.0',
  stage: 'precreate',
  container: 'abc',
  asked: true,
  user: '1000:1000',
  devices: [],
  exit: 0,
  error: undefined,
  ms: 31,
}

const device = (path: string, reason = 'uid 1000 can already open it') =>
  ({ path, strategy: 'none', reason, usable: true }) as const

test('recordLine() is JSON that says what the record says', () => {
  const record = { ...RECORD, devices: [device('/dev/video0')], error: { code: 'ERR_JSON', message: 'found nothing' } }
  expect(JSON.parse(recordLine(record))).toEqual(record)
})

test('recordLine() leaves out what there is not', () => {
  expect(JSON.parse(recordLine({ ...RECORD, user: undefined }))).not.toHaveProperty('user')
  expect(JSON.parse(recordLine(RECORD))).not.toHaveProperty('error')
  expect(JSON.parse(recordLine(RECORD))).not.toHaveProperty('more')
})

describe('recordLine() starts with a brace and is one line of printable ASCII of at most 4096 bytes', () => {
  const line = (record: RunRecord) => {
    const text = recordLine(record)
    expect(text).toMatch(/^\{[ -~]*\}$/)
    expect(text.length).toBeLessThanOrEqual(4096)
    return JSON.parse(text)
  }

  test('for 10,000 devices, and counts those that do not fit', () => {
    const devices = Array.from({ length: 10_000 }, (_, n) => device(`/dev/d${n}`))
    const { devices: shown, more } = line({ ...RECORD, devices })
    expect(shown.length + more).toBe(10_000)
    expect(shown.length).toBeGreaterThan(20)
    expect(shown[0].path).toBe('/dev/d0')
  })

  test('with the one that was refused among 10,000, which is what stopped the container', () => {
    const devices = Array.from({ length: 10_000 }, (_, n) => device(`/dev/d${n}`))
    const refused = { ...device('/dev/d9999', 'a regular file stands there'), strategy: 'refuse' } as const
    const { devices: shown } = line({ ...RECORD, exit: 77, devices: [...devices.slice(0, -1), refused] })
    expect([shown[0], shown[1].path]).toEqual([refused, '/dev/d0'])
  })

  test('for 10,000 devices without making the line 10,000 times', () => {
    let looks = 0
    const devices = Array.from({ length: 10_000 }, (_, n) => ({
      ...device(`/dev/d${n}`),
      usable: { toJSON: () => looks++ } as unknown as boolean,
    }))
    recordLine({ ...RECORD, devices })
    expect(looks).toBeLessThan(10_000)
  })

  test('for text from whoever may name a container or a device', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1000 }),
      fc.constantFrom('\n* * * * * root id\n', '\0'.repeat(2000), '"'.repeat(2000), '\\'.repeat(2000), '\u001b[2J'),
    )
    fc.assert(
      fc.property(hostile, hostile, fc.nat(30), (one, two, count) => {
        const devices = Array.from({ length: count }, () => device(one, two))
        line({ ...RECORD, container: one, devices, error: { code: 'ERR_JSON', message: two } })
      }),
    )
  })
})
