import { expect, test } from 'vitest'
import { countsOf, type Line, problems, type Result, report } from '../../../scripts/harden/report.ts'
import type { Found } from '../../hardening/suite.ts'

const FOUND: Found = { cases: 100, failed: 0, notes: [], control: { harmed: 3, saw: '3 escapes' } }

test('problems() is empty for a suite that ran its cases and whose control met harm', () => {
  expect(problems(ran({}))).toEqual([])
})

test.each<[string, Partial<Found>, string]>([
  ['failed cases', { failed: 1 }, '1 of 100 cases failed'],
  ['fewer cases than required', { cases: 99 }, 'only 99 cases ran, 100 are required'],
  ['a control that met no harm', { control: { harmed: 0, saw: '-' } }, 'the control met no harm'],
])('problems() names %s', (_, changes, expected) => {
  const line = ran(changes)
  expect(problems(line)).toEqual([expect.stringContaining(expected)])
  expect(countsOf([line])).toMatchObject({ passed: 0, failed: 1 })
  expect(report([line])).toContain(`FAILED a: ${expected}`)
})

test('countsOf() counts a suite that broke as failed, and tells what was skipped', () => {
  const lines = [
    ran({ control: { skipped: 'needs runc' } }),
    line({ kind: 'broken', reason: 'ended by SIGSEGV' }),
    line({ kind: 'skipped', reason: 'needs root' }),
  ]
  expect(countsOf(lines)).toEqual({
    passed: 1,
    failed: 1,
    skipped: [
      { name: 'control of the hardening suite a', reason: 'needs runc' },
      { name: 'hardening suite a', reason: 'needs root' },
    ],
  })
})

test('report() puts the notes of a suite below its line', () => {
  const text = report([ran({ notes: ['seed 7, case 12'] })])
  expect(text.split('\n')).toEqual([
    'suite       cases  required  failures   seconds  what the control did',
    'a             100       100         0       1.5  3 escapes',
    '  seed 7, case 12',
  ])
})

function ran(changes: Partial<Found>): Line {
  return line({ kind: 'ran', found: { ...FOUND, ...changes } })
}

function line(result: Result): Line {
  return { name: 'a', required: 100, seed: 7, result, seconds: 1.5 }
}
