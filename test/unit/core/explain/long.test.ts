import { expect, test } from 'vitest'
import { renderExplanation } from '../../../../src/cli/doctor/render-explanation.ts'
import { explain, MAX_TEXT } from '../../../../src/core/explain/explain.ts'
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
