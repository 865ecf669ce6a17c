import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain, explainExit } from '../../../../src/core/explain/explain.ts'
import { matches } from '../../../../src/core/explain/match.ts'
import { SYMPTOMS } from '../../../../src/core/explain/symptoms/symptoms.ts'
import { ERRORS } from './errors.ts'

describe('explain()', () => {
  test.each(ERRORS)('recognises what %s says: %s', (_, error, code) => {
    expect(explain(error).symptoms[0]?.code).toBe(code)
  })

  test.each(ERRORS)('recognises what %s says in the middle of a log: %s', (_, error, code) => {
    const log = `2026-11-21T06:00:00 starting\n[app] ${error}\n[app] bye\n`
    expect(explain(log).symptoms[0]?.code).toBe(code)
  })

  test('knows no error that no one was seen to meet, and has one seen for each that it knows', () => {
    const seen = new Set(ERRORS.map(([, , code]) => code))
    const unseen = SYMPTOMS.map(({ code }) => code).filter((code) => !seen.has(code))
    // Our own words, and what is said only when nothing more is known.
    expect(unseen).toEqual(['KEEP_GROUPS_IGNORED_BY_RUNC', 'CGROUP_DENIED'])
  })

  test.each(['', 'all is well', 'segmentation fault'])('recognises nothing in %j', (text) => {
    const explanation = explain(text)
    expect(explanation.symptoms).toEqual([])
    expect(explainExit(explanation)).toBe(1)
  })

  test('leaves out what says little beside what says more', () => {
    expect(explain('Permission denied').symptoms.map(({ code }) => code)).toEqual(['MODE_DENIED'])
    expect(explain('su-exec: setgroups: Operation not permitted').symptoms.map(({ code }) => code)).toEqual([
      'DROPS_GROUPS',
    ])
  })

  test('puts the device of the error into the commands to paste', () => {
    const { device, symptoms } = explain("[Errno 13] Permission denied: '/dev/serial/by-id/usb-1a86_X-if00'")
    expect(device).toBe('/dev/serial/by-id/usb-1a86_X-if00')
    expect(symptoms[0]?.remedies.map(({ command }) => command).join()).toContain(
      'stat -c %G /dev/serial/by-id/usb-1a86_X',
    )
  })

  test.each(['/dev/$(reboot)', '/dev/`reboot`', "/dev/x'; reboot", '/dev/x|sh', '/dev/x y', '/dev/\u001b[2J'])(
    'puts nothing of %j into a command that a shell would take for more than a path',
    (path) => {
      const { device, symptoms } = explain(`cat: ${path}: Permission denied`)
      expect([null, '/dev/x']).toContain(device)
      for (const { command } of symptoms.flatMap(({ remedies }) => remedies)) expect(command).not.toContain('reboot')
    },
  )

  test('has no placeholder left in a command', () => {
    for (const [, error] of ERRORS) expect(JSON.stringify(explain(error))).not.toContain('{device}')
  })
})

describe('matches()', () => {
  // A matcher that goes back would need 10^20 steps here, and this test would not end.
  test('never goes back in the text', () => {
    expect(matches('a'.repeat(100_000), 'a*a*a*a*b')).toBe(false)
  })

  test('finds the pieces of a pattern wherever they were put, in their order and in no other', () => {
    const word = fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 5 })
    const property = fc.property(word, word, word, (before, between, after) => {
      expect(matches(`${before}ab${between}cd${after}`, 'ab*cd')).toBe(true)
      expect(matches(`${before}cd${between}ab${after}`, 'ab*cd')).toBe(false)
    })
    fc.assert(property)
  })
})
