import { describe, expect, test } from 'vitest'
import { addHooksDirs } from '../../../../src/core/install/add-to-list.ts'
import { hooksDirOf } from '../../../../src/core/install/hooks-dir.ts'

const add = (text: string) => addHooksDirs({ path: '/etc/c.conf', text }, ['engine'], ['/ours'])

describe('addHooksDirs() changes nothing but the list', () => {
  test.each([
    [
      'a list on one line',
      '[engine]\nhooks_dir = ["/a"] # mine\nx = 1\n',
      '[engine]\nhooks_dir = ["/a", "/ours"] # mine\nx = 1\n',
    ],
    ['an empty list', '[engine]\nhooks_dir = []\n', '[engine]\nhooks_dir = ["/ours"]\n'],
    ['a list with a comma at its end', '[engine]\nhooks_dir = ["/a",]\n', '[engine]\nhooks_dir = ["/a","/ours"]\n'],
    [
      'a list of several lines with comments that have brackets and quotes',
      '# top\n[engine]\nhooks_dir = [ # [1]\n  "/a]", # "one"\n  \'/b\' # two ]\n]\n\n[network]\nx = []\n',
      '# top\n[engine]\nhooks_dir = [ # [1]\n  "/a]", # "one"\n  \'/b\', "/ours" # two ]\n]\n\n[network]\nx = []\n',
    ],
    [
      'an append attribute',
      '[engine]\nhooks_dir = [{append=true}, "/a"]\n',
      '[engine]\nhooks_dir = [{append=true}, "/a", "/ours"]\n',
    ],
    ['a table without the key', '[engine] # here\nx = 1\n', '[engine] # here\nhooks_dir = ["/ours"]\nx = 1\n'],
    ['a table at the end, without a line end', 'x = 1\n[engine]', 'x = 1\n[engine]\nhooks_dir = ["/ours"]\n'],
    ['no such table', '[network]\nx = 1', '[network]\nx = 1\n\n[engine]\nhooks_dir = ["/ours"]\n'],
    [
      'a key of that name in another table',
      '[a]\nhooks_dir = ["/z"]\n[engine]\n',
      '[a]\nhooks_dir = ["/z"]\n[engine]\nhooks_dir = ["/ours"]\n',
    ],
    [
      'numbers beyond 2^53',
      '[engine]\nbig = 9007199254740993\n',
      '[engine]\nhooks_dir = ["/ours"]\nbig = 9007199254740993\n',
    ],
  ])('%s', (_, before, after) => {
    expect(add(before)).toBe(after)
  })
})

describe('addHooksDirs() refuses what it does not understand, and names the way out', () => {
  test.each([
    ['a dotted key', 'engine.hooks_dir = ["/a"]\n'],
    ['an inline table', 'engine = { hooks_dir = ["/a"] }\n'],
    ['a quoted key', '[engine]\n"hooks_dir" = ["/a"]\n'],
    ['a quoted table', '["engine"]\nhooks_dir = ["/a"]\n'],
    ['a header inside of a text', 'x = """\n[engine]\n"""\n'],
  ])('%s', (_, text) => {
    expect(() => add(text)).toThrow(
      expect.objectContaining({ code: 'ERR_ENGINE', remedy: expect.stringContaining('/ours') }),
    )
  })
})

test('hooksDirOf() says line and column of what is no TOML', () => {
  expect(() => hooksDirOf({ path: '/etc/c.conf', text: '[engine]\nx = \n' }, ['engine'])).toThrow('/etc/c.conf:2:')
})
