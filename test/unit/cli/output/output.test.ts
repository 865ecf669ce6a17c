import { afterEach, describe, expect, test, vi } from 'vitest'
import { standardOutput } from '../../../../src/cli/output/output.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  standardOutput.colour = 'auto'
})

/** The screen of stdout with these variables, and none of the others that count. */
function screenWith(variables: Readonly<Record<string, string>>) {
  const none = { COLUMNS: undefined, LC_ALL: undefined, LC_CTYPE: undefined, LANG: undefined }
  for (const [name, value] of Object.entries({ ...none, ...variables })) vi.stubEnv(name, value)
  return standardOutput.screen
}

describe('the screen of standard output', () => {
  test.each<[string, number]>([
    ['120', 120],
    ['0', Number.POSITIVE_INFINITY],
    ['-5', Number.POSITIVE_INFINITY],
    ['7.5', Number.POSITIVE_INFINITY],
    ['wide', Number.POSITIVE_INFINITY],
    ['', Number.POSITIVE_INFINITY],
  ])('is no terminal here, and has with COLUMNS=%j a width of %d', (columns, expected) => {
    expect(process.stdout.isTTY).not.toBe(true)
    expect(screenWith({ COLUMNS: columns }).columns).toBe(expected)
  })

  test.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LC_CTYPE: 'C', LANG: 'C.UTF-8' }, false],
    [{ LC_ALL: 'C.UTF-8', LC_CTYPE: 'C' }, true],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'C.UTF-8' }, true],
  ])('shows more than ASCII by the first variable that is set: %j %j', (variables, expected) => {
    expect(screenWith(variables).hasUnicode).toBe(expected)
  })

  test('has the colour that was asked for, on both streams', () => {
    standardOutput.colour = 'always'
    expect([standardOutput.screen.hasColour, standardOutput.errorScreen.hasColour]).toEqual([true, true])
    standardOutput.colour = 'never'
    expect([standardOutput.screen.hasColour, standardOutput.errorScreen.hasColour]).toEqual([false, false])
  })
})

test('standard output ends the process later, with the code that was said', () => {
  const before = process.exitCode
  standardOutput.exit(65)
  expect(process.exitCode).toBe(65)
  process.exitCode = before
})

test('standard output waits for what it is told to wait for, without a word where nobody looks on', async () => {
  expect(await standardOutput.progress('waiting', Promise.resolve('done'))).toBe('done')
})
