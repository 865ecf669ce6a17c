import { expect, test } from 'vitest'
import { renderExplanation } from '../../../../src/cli/doctor/render-explanation.ts'
import { explain, MAX_TEXT } from '../../../../src/core/explain/explain.ts'
import { windowsOf } from '../../../../src/core/explain/windows.ts'
import { TERMINAL } from '../../../support/recorded-output.ts'

const NOISE = '2026-11-21T06:00:00 nothing to see\n'
const ERROR = "Error while opening serialport 'Error: Permission denied, cannot open /dev/ttyACM0'\n"

test('explain() finds an error in the last line of a log of 128 kB', () => {
  const explanation = explain(NOISE.repeat(4000) + ERROR)
  expect(explanation).toMatchObject({ device: '/dev/ttyACM0', symptoms: [{ code: 'MODE_SERIAL' }], leftOut: 0 })
  expect(renderExplanation(explanation, TERMINAL)).not.toContain('left out')
})

test('explain() of what is longer than is read reads the end, in whole lines, and says what it left out', () => {
  const log = ERROR + NOISE.repeat(Math.ceil(MAX_TEXT / NOISE.length) + 10)
  const explanation = explain(log)
  expect(explanation.symptoms).toEqual([])
  expect(explanation.leftOut).toBeGreaterThan(ERROR.length)
  expect(log.slice(explanation.leftOut).startsWith(NOISE)).toBe(true)
  expect(renderExplanation(explanation, TERMINAL)).toContain(
    `The first ${explanation.leftOut} characters were left out`,
  )
  expect(explain(log + ERROR).symptoms[0]?.code).toBe('MODE_SERIAL')
})

test('explain() joins no words that are far apart into one error', () => {
  const [denied, owner] = ['cat: /dev/a: Permission denied\n', 'crw-r----- 1 nobody nogroup 188, 0 /dev/b\n']
  expect(explain(denied + owner).symptoms[0]?.code).toBe('MODE_UNMAPPED_OWNER')
  const apart = explain(`${denied}${NOISE.repeat(4000)}owned by nobody, group nogroup\n`)
  expect(apart.symptoms.map(({ code }) => code)).toEqual(['MODE_DENIED'])
  expect(apart.device).toBe('/dev/a')
})

test('windowsOf() holds any two lines that are near each other in one window', () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join('')
  const windows = windowsOf(text)
  expect(windowsOf('short')).toEqual(['short'])
  expect(windowsOf('')).toEqual([''])
  for (let at = 0; at + 20_000 <= text.length; at += 9973)
    expect(windows.some((window) => window.includes(text.slice(at, at + 20_000)))).toBe(true)
})
