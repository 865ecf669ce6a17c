import { describe, expect, test } from 'vitest'
import { wantsColour } from '../../../../src/cli/output/colour.ts'

const TERMINAL = { isTTY: true }
const PIPE = { isTTY: false }

describe('wantsColour()', () => {
  test.each([
    ['a terminal', 'auto', TERMINAL, {}, true],
    ['a pipe', 'auto', PIPE, {}, false],
    ['a terminal that cannot', 'auto', TERMINAL, { TERM: 'dumb' }, false],
    ['NO_COLOR', 'auto', TERMINAL, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR, which counts as unset', 'auto', TERMINAL, { NO_COLOR: '' }, true],
    ['FORCE_COLOR in a pipe', 'auto', PIPE, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', 'auto', TERMINAL, { FORCE_COLOR: '0' }, false],
    ['NO_COLOR against FORCE_COLOR', 'auto', TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['always against NO_COLOR', 'always', PIPE, { NO_COLOR: '1' }, true],
    ['never against FORCE_COLOR', 'never', TERMINAL, { FORCE_COLOR: '1' }, false],
  ] as const)('with %s: %s', (_, choice, stream, env, expected) => {
    expect(wantsColour(choice, stream, env)).toBe(expected)
  })
})
