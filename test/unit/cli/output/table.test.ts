import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mark } from '../../../../src/cli/output/mark.ts'
import { PLAIN } from '../../../../src/cli/output/screen.ts'
import { table } from '../../../../src/cli/output/table.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../../support/recorded-output.ts'

const HEADINGS = ['DEVICE', 'GROUP', 'WHY']
const ROWS = [
  ['/dev/dri/by-path/pci-0000:03:00.0-render', 'render', 'the user is in none of the groups that may open it'],
  ['/dev/kfd', 'render', ''],
]
const lengths = (text: string) => text.split('\n').map((line) => line.length)

describe('table()', () => {
  test('wraps within columns what does not fit the terminal', () => {
    expect(table(HEADINGS, ROWS, { ...TERMINAL, columns: 60 })).toMatchInlineSnapshot(`
      "DEVICE                     GROUP   WHY
      /dev/dri/by-path/          render  the user is in none of
      pci-0000:03:00.0-render            the groups that may open
                                         it
      /dev/kfd                   render
      "
    `)
  })

  test('wraps nothing where there is no edge, as in a pipe', () => {
    const lines = table(HEADINGS, ROWS, PLAIN).split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain('pci-0000:03:00.0-render  render  the user')
  })

  test('colours words and never the space between them', () => {
    const rows = [
      [mark('fail', 'denied', COLOUR_TERMINAL), 'x', 'y'],
      [mark('ok', 'usable', COLOUR_TERMINAL), 'x', 'y'],
    ]
    const coloured = table(HEADINGS, rows, COLOUR_TERMINAL)
    expect(coloured).toContain('\u001b[31m✖ denied\u001b[39m  x')
    expect(stripVTControlCharacters(coloured)).toBe(table(HEADINGS, rows, TERMINAL))
  })

  test('writes ASCII symbols where more cannot be shown', () => {
    expect(table(['A'], [[mark('ok', 'usable', PLAIN)]], PLAIN)).toBe('A\n+ usable\n')
  })

  const word = fc.string({ maxLength: 90, unit: fc.constantFrom('a', 'b', ' ', '/', ',') })
  const rows = fc.array(fc.tuple(word, word, word), { maxLength: 4 })

  test('never has a line longer than the screen, nor one that ends in a space, and loses no character', () => {
    const property = fc.property(rows, fc.integer({ min: 30, max: 200 }), (cells, columns) => {
      const text = table(HEADINGS, cells, { ...TERMINAL, columns })
      expect(Math.max(...lengths(text))).toBeLessThanOrEqual(columns)
      expect(text).not.toMatch(/ \n/)
      const sorted = (shown: string) => [...shown.replace(/\s/g, '')].sort().join('')
      expect(sorted(text)).toBe(sorted([HEADINGS, ...cells].flat().join('')))
    })
    fc.assert(property, { numRuns: 500 })
  })
})
