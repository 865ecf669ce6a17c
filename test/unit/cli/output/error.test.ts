import { describe, expect, test } from 'vitest'
import { renderError, reportError } from '../../../../src/cli/output/error.ts'
import { HookError } from '../../../../src/core/errors.ts'
import { COLOUR_TERMINAL, recordedOutput, TERMINAL } from '../../../support/recorded-output.ts'

const REMEDY =
  'podman unshare oci-device-hook plan --config /a/path/that/is/long/enough/to/go/over/the/edge/config.json'
const ERROR = new HookError(
  'ERR_CONFIG',
  65,
  'config.json: found a number at linux.devices[3].path, expected an absolute path below /dev',
  { remedy: REMEDY },
)

describe('renderError()', () => {
  test('wraps the message, and leaves the remedy on one line to be pasted', () => {
    expect(renderError(ERROR, TERMINAL).split('\n')).toEqual([
      'oci-device-hook: config.json: found a number at linux.devices[3].path, expected',
      'an absolute path below /dev',
      `  remedy: ${REMEDY}`,
    ])
  })

  test('colours the name and the remedy', () => {
    expect(renderError(ERROR, COLOUR_TERMINAL)).toContain('\u001b[31moci-device-hook:\u001b[39m config.json')
  })

  test('shows no terminal sequence that somebody else wrote', () => {
    expect(renderError(new HookError('ERR_CONFIG', 65, 'found \u001b[2J'), TERMINAL)).not.toContain('\u001b')
  })
})

describe('reportError()', () => {
  test('shows where an error comes from only with --debug', () => {
    const quiet = recordedOutput()
    reportError(new TypeError('x is undefined'), quiet)
    expect(quiet.stderr).toMatch(
      /^oci-device-hook: internal error: TypeError: x is undefined\n {2}remedy: please report/,
    )
    expect(quiet.stderr).not.toMatch(/^ +at /m)
    expect(quiet.code).toBe(70)

    const loud = { ...recordedOutput(), debug: true }
    reportError(new TypeError('x is undefined'), loud)
    expect(loud.stderr).toMatch(/^ +at /m)
  })

  test("ends with the error's own exit code", () => {
    const output = recordedOutput()
    reportError(ERROR, output)
    expect(output.code).toBe(65)
  })
})
