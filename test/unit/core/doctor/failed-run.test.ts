import { expect, test } from 'vitest'
import { whyFailed } from '../../../../src/core/doctor/failed-run.ts'
import type { LoggedRun } from '../../../../src/core/report/logged-run.ts'

const RUN: LoggedRun = {
  time: '2026-11-21T05:00:00.000Z',
  version: '0.1.0',
  stage: 'precreate',
  exit: 77,
  ms: 40,
  container: '4711',
  asked: true,
  devices: [
    { path: '/dev/a', strategy: 'owner', reason: 'given', usable: true },
    { path: '/dev/b', strategy: 'refuse', reason: 'not mapped', remedy: 'map it', usable: false },
  ],
  error: { code: 'ERR_X', message: 'the device /dev/b is required' },
}

test.each<[string, Partial<LoggedRun>, string, string | null]>([
  ['a device that was refused', {}, '/dev/b: not mapped', 'map it'],
  ['an error before any device', { devices: [] }, 'the device /dev/b is required', null],
  ['a line without either', { devices: [], error: undefined }, 'no reason is logged', null],
])('whyFailed() of %s', (_, changes, reason, remedy) => {
  expect(whyFailed({ ...RUN, ...changes })).toEqual({ reason, remedy })
})
