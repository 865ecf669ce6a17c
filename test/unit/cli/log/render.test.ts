import { expect, test } from 'vitest'
import { renderRun } from '../../../../src/cli/log/render.ts'
import { parseLogLine } from '../../../../src/core/report/logged-run.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../../support/recorded-output.ts'

const LINE = JSON.stringify({
  time: '2026-11-21T08:11:40.123Z',
  version: '0.1.0',
  stage: 'precreate',
  exit: 77,
  ms: 473,
  container: 'b5f632b38cb0e1776c027d3956fa2805b8a1e1d9958b360729dd0bd754874284',
  asked: true,
  user: '0:0',
  devices: [
    { path: '/dev/video2', strategy: 'refuse', reason: 'the group is not mapped', remedy: 'map it', usable: false },
    { path: '/dev/dri/card0', strategy: 'owner', reason: 'uid 1000 cannot open 0660 0:44', usable: true },
    { path: '/dev/x\u001b[2J', strategy: 'none', reason: 'r', usable: null },
  ],
  more: 3,
  error: { code: 'ERR_POLICY', message: 'a fault' },
  later: 'a field of a later version',
})

const shown = (screen = TERMINAL) => {
  const run = parseLogLine(LINE)
  if (run === undefined) throw new Error('expected a record')
  return renderRun(run, screen)
}

test('renderRun() shows a run at 80 columns, and nothing that a terminal would obey', () => {
  expect(shown()).toMatchInlineSnapshot(`
    "2026-11-21 08:11:40Z  b5f632b38cb0  precreate  exit 77  473 ms  user 0:0
      ✖ closed  /dev/video2: refuse, because the group is not mapped
      remedy: map it
      ✔ opens  /dev/dri/card0: owner, because uid 1000 cannot open 0660 0:44
      ? unknown  /dev/x\\u001b[2J: none, because r
      and 3 more devices
      ERR_POLICY: a fault
    "
  `)
})

test('renderRun() says the same in colour', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours are made of
  expect(shown(COLOUR_TERMINAL).replace(/\u001b\[[0-9;]*m/g, '')).toBe(shown())
  expect(shown(COLOUR_TERMINAL)).not.toBe(shown())
})

test.each(['', '{', '{}', '{"time":1}', LINE.slice(0, -5)])('parseLogLine() takes %j for no record', (line) => {
  expect(parseLogLine(line)).toBeUndefined()
})
