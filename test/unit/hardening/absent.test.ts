import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusals } from '../../hardening/absent/expected.ts'
import { FEATURES, numberOf } from '../../hardening/absent/features.ts'

const rows = readFileSync(new URL('../../../docs/kernel-features.md', import.meta.url), 'utf8').split('\n')

test.each(refusals())(
  'docs/kernel-features.md says that without %s the hook refuses with exit %i',
  (feature, exit, code) => {
    const about = rows.filter((row) => row.startsWith('|') && row.split('|')[1]?.includes(`\`${feature}`))
    const found = about.map((row, at) =>
      row.includes('as above') ? `${row}${rows[rows.indexOf(about[at] ?? '') - 1]}` : row,
    )
    expect(found.join('\n')).toContain(`exit ${exit}${code === undefined ? '' : ` (\`${code}\`)`}`)
  },
)

test.each(FEATURES)('the number of %s is known on this architecture', (feature) => {
  expect(numberOf(feature)).toBeGreaterThan(0)
})
