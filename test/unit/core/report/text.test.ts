import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXIT, HookError, inputError } from '../../../../src/core/errors.ts'
import { describe as describeValue, printable, quote } from '../../../../src/core/report/quote.ts'
import { boundedSentences, errorSentence, problemSentence } from '../../../../src/core/report/sentence.ts'

import { TemporaryDirectory } from '../../../native/support/directory.ts'

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
  ['with "quotes"', '"with \\u0022quotes\\u0022"'],
  ['$(id) `id`; a|b', '"\\u0024\\u0028id\\u0029 \\u0060id\\u0060\\u003b a\\u007cb"'],
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
        expect(sentence).not.toMatch(/[`$;|&<>\n]/)
      }
      expect(quote(one)).toMatch(/^"[A-Za-z0-9 ._:+@/,%*?[\]\\-]*"$/)
      expect(printable(one).length).toBeLessThanOrEqual(120 + 3)
    }),
  )
})

test('boundedSentences() counts what it leaves out, and never gives more than 64', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `oci-device-hook: ${at}`)
  expect(boundedSentences(many(64))).toEqual(many(64))
  expect(boundedSentences(many(10_000))).toEqual([...many(63), 'oci-device-hook: 9937 more like these'])
})

/** What shells do with a file of such lines. */
test.each(['sh', 'bash', 'busybox sh'])('%s runs nothing when it is given a file of our sentences', (shell) => {
  using dir = new TemporaryDirectory()
  const canary = dir.at('canary')
  const touch = `touch ${canary}`
  const attacks = [
    `$(${touch})`,
    `\`${touch}\``,
    `; ${touch};`,
    `\n${touch}\n`,
    `| ${touch}`,
    `& ${touch} &`,
    `' ; ${touch} '`,
  ]
  const more = [
    `" ; ${touch} "`,
    `> ${canary}`,
    `>${canary}`,
    `<(${touch})`,
    `() { :; }; ${touch}`,
    `\\`,
    `'`,
    `"`,
    `#`,
  ]
  const texts = [...attacks, ...more]
  const lines = texts.flatMap((one) => [
    ...texts.map((two) => problemSentence({ path: one, code: 'policy', reason: two, remedy: one, fatal: true })),
    errorSentence(inputError('ERR_JSON', one, one)),
  ])
  const [command = '', ...args] = shell.split(' ')
  const run = (text: string) =>
    spawnSync(command, [...args, '-c', text], { cwd: dir.path, env: { PATH: process.env.PATH } })
  for (const attack of attacks.slice(0, 4)) {
    run(`naive-hook: found ${attack}`)
    expect(fs.existsSync(canary), `the control: ${attack}`).toBe(true)
    fs.rmSync(canary)
  }
  fs.writeFileSync(dir.at('profile'), `${lines.join('\n')}\n`)
  fs.writeFileSync(dir.at('reversed'), `${lines.toReversed().join('\n')}\n`)
  // Each line by itself, and all of them in both orders: a quotation that one leaves open is closed by another.
  run('while read -r line; do (eval "$line"); done < profile')
  run('. ./profile')
  run('. ./reversed')
  expect(fs.readdirSync(dir.path)).toEqual(['profile', 'reversed'])
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
    expect(problemSentence({ ...problem, fatal: true })).toContain(', the container is not started. Remedy')
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
