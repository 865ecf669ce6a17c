import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXIT, HookError, inputError } from '../../../../src/core/errors.ts'
import { describe as describeValue, printable, quote } from '../../../../src/core/report/quote.ts'
import { errorSentence, problemSentence } from '../../../../src/core/report/sentence.ts'

/** Text that wants to be something else to whoever reads the log: a terminal, cron, sudo, a shell. */
const HOSTILE = [
  '\n* * * * * root /bin/sh -c evil\n',
  '\u001b[2J\u001b]0;owned\u0007',
  '\r\nroot ALL=(ALL) NOPASSWD: ALL',
  '\u2028\u2029\u0085\u202e',
  '\0'.repeat(5000),
  '\ud800 lone \udfff',
  '`id`; $(id)',
  'ü😀'.repeat(3000),
]

const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 2000 }))

const ONE_LINE = /^[ -~]*$/

test('printable() leaves printable ASCII alone up to its limit, and cuts the rest', () => {
  expect(printable('a "quoted" path \\ ~')).toBe('a "quoted" path \\ ~')
  expect(printable('x'.repeat(120))).toBe('x'.repeat(120))
  expect(printable('x'.repeat(121))).toBe(`${'x'.repeat(120)}...`)
})

test('printable() escapes what is not printable, so that it can still be told apart', () => {
  expect(printable('\n'.repeat(120)).length).toBe(123)
  expect(printable('a\nb\u001b[2J\u00e9')).toBe('a\\u000ab\\u001b[2J\\u00e9')
})

test.each([
  ['text', '"text"'],
  ['with "quotes"', '"with \\"quotes\\""'],
  [5, '5'],
  [-1.5, '-1.5'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'nothing'],
  [[1], 'an array'],
  [{ a: 1 }, 'an object'],
])('describe(%j) is %s', (value, expected) => {
  expect(describeValue(value)).toBe(expected)
})

test('quote(), printable() and every sentence are one line of printable ASCII of bounded length', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, two) => {
      const problem = { path: one, code: 'policy', reason: two, remedy: one, fatal: true } as const
      const sentences = [
        problemSentence(problem),
        errorSentence(inputError('ERR_JSON', one, two)),
        errorSentence(new Error(one)),
        errorSentence(one),
        errorSentence(new HookError('ERR_EDIT', EXIT.internal, two)),
      ]
      for (const sentence of sentences) {
        expect(sentence).toMatch(ONE_LINE)
        expect(sentence.length).toBeLessThanOrEqual(603)
        expect(sentence.startsWith('oci-device-hook: ')).toBe(true)
      }
      expect(quote(one)).toMatch(ONE_LINE)
      expect(printable(one).length).toBeLessThanOrEqual(120 + 3)
    }),
  )
})

describe('problemSentence() says', () => {
  const problem = {
    path: '/dev/x',
    code: 'absent',
    reason: 'it is not there',
    remedy: 'plug it in',
    fatal: false,
  } as const

  test('what is wrong, why, and what to do', () => {
    expect(problemSentence(problem)).toBe('oci-device-hook: /dev/x is not usable: it is not there. Remedy: plug it in')
  })

  test('that the container is not started, when it is not', () => {
    expect(problemSentence({ ...problem, fatal: true })).toContain('; the container is not started. Remedy')
  })

  test('nothing of a remedy where there is none', () => {
    expect(problemSentence({ ...problem, remedy: undefined })).not.toContain('Remedy')
  })
})

describe('errorSentence()', () => {
  test('says the message and the remedy of an error that a person can act on', () => {
    const error = inputError('ERR_BUNDLE', 'found nothing', 'look elsewhere')
    expect(errorSentence(error)).toBe('oci-device-hook: found nothing. Remedy: look elsewhere')
  })

  test('calls everything else an internal error, to be reported', () => {
    const expected = 'oci-device-hook: internal error: TypeError: x is undefined. Remedy: please report this'
    expect(errorSentence(new TypeError('x is undefined'))).toBe(expected)
    expect(errorSentence('thrown text')).toContain('internal error: thrown text')
  })
})
