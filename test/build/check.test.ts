import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { checkExecutable } from '../../scripts/build/check.ts'
import { product } from './support/build-once.ts'
import { scratch } from './support/run.ts'

const version = `${product.version} ${product.commit}`

test('checkExecutable() accepts the product, and says what it printed', () => {
  const lines: string[] = []
  checkExecutable(inject('executable'), product, (line) => lines.push(line))
  expect(lines.join()).toContain(product.commit)
})

test.each([
  { name: 'rejects its code cache', body: `echo '${version}'; echo 'Warning: Code cache data rejected.' >&2` },
  { name: 'names another version', body: 'echo 9.9.9' },
  { name: 'fails', body: `echo '${version}'; exit 3` },
  { name: 'is killed', body: `echo '${version}'; kill -9 $$` },
])('checkExecutable() throws when the executable $name', ({ body }) => {
  const file = join(scratch(), 'fake')
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  expect(() => checkExecutable(file, product, () => {})).toThrow(/expected exit status 0, .* found /)
})

test('checkExecutable() accepts a silent program that names the version and the commit: the four above fail for their reason', () => {
  const file = join(scratch(), 'fake')
  writeFileSync(file, `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 })
  expect(() => checkExecutable(file, product, () => {})).not.toThrow()
})
