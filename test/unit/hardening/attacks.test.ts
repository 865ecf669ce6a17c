import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REPLAYS } from '../../hardening/cves/list.ts'
import { cves } from '../../hardening/cves/suite.ts'
import { LAYOUTS } from '../../hardening/races/layouts.ts'

const documented = readFileSync(new URL('../../../docs/attacks.md', import.meta.url), 'utf8')

test('docs/attacks.md has every replay and every race, in the words of the suites', () => {
  const lines = [...REPLAYS.map(({ cve, was }) => `${cve}: ${was}`), ...LAYOUTS.map(({ name }) => name)]
  expect(lines.filter((line) => !documented.includes(`- ${line}\n`))).toEqual([])
})

test('the suite of published holes replays each of them once, and as many as it says', () => {
  expect(new Set(REPLAYS.map(({ cve }) => cve)).size).toBe(REPLAYS.length)
  expect(REPLAYS.length).toBe(cves.ci)
})
