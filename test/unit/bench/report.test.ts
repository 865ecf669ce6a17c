import { expect, test } from 'vitest'
import { svg } from '../../../scripts/bench/report/chart.ts'
import { sectionText } from '../../../scripts/bench/report/markdown.ts'
import { heatSection } from '../../../scripts/bench/report/section.ts'

const result = (name: string, p25: number) => ({
  heat: 'a heat',
  name,
  runs: 9,
  p10: p25,
  p25,
  median: p25,
  p90: p25 * 2,
  cpu: 1,
})

test('heatSection() divides by the p25 of each reference', () => {
  const section = heatSection(
    'start',
    [result('ours', 30), result('floor', 20)],
    [{ name: 'floor', heading: 'x floor' }],
  )
  expect(section.rows.map((row) => row.at(-1))).toEqual(['1.50', '1.00'])
  expect(section.columns.at(-1)).toBe('x floor')
})

test('heatSection() shows a reference that did not run as not a number', () => {
  const section = heatSection('start', [result('ours', 30)], [{ name: 'floor', heading: 'x floor' }])
  expect(section.rows[0]?.at(-1)).toBe('NaN')
})

test('sectionText() is a Markdown table', () => {
  const section = { bench: 'b', title: 'T', columns: ['', 'ms'], rows: [['a', '1.0']], note: 'N.', data: null }
  expect(sectionText(section, '##')).toBe('## T\n\n|     |  ms |\n| --- | --: |\n| a   | 1.0 |\n\nN.\n')
})

test('svg() draws bars to one scale and escapes names', () => {
  const chart = (value: number) => ({
    title: 'a < b',
    unit: 'ms',
    ours: 'x',
    bars: [{ name: 'x & y', value, to: value }],
  })
  const drawn = svg([chart(10), chart(5)])
  expect(drawn.match(/<rect x="210" y="\d+" width="(\d+)"/g)).toHaveLength(2)
  expect(drawn).toContain('width="450"')
  expect(drawn).toContain('width="225"')
  expect(drawn).toContain('x &amp; y')
  expect(drawn).not.toMatch(/a < b/)
})
