import { expect, test } from 'vitest'
import { checkExit } from '../../../../src/core/cdi/check/document.ts'
import { EXIT, HookError } from '../../../../src/core/errors.ts'
import { checkDirectories } from '../../../../src/shell/cdi/check.ts'
import type { CdiHost } from '../../../../src/shell/cdi/host.ts'
import { fakeHost } from './fake-host.ts'

const FILE = { path: '/etc/cdi/x.yaml', directory: '/etc/cdi', access: undefined, content: { text: 'not a spec' } }
const BROKEN: CdiHost = {
  ...fakeHost([]),
  specDirectory: (path) => ({ path, access: undefined, fault: undefined, files: [FILE] }),
  policy: () => {
    throw new HookError('ERR_POLICY', EXIT.configuration, 'policy.toml:1:5: illegal character in key')
  },
}

test('checkDirectories() with a broken policy still checks the files, and says what it could not tell', async () => {
  const document = await checkDirectories(['/etc/cdi'], BROKEN)
  expect(document.findings.map(({ code, standing }) => [code, standing])).toEqual([
    ['invalid', 'fail'],
    ['policy', 'unknown'],
  ])
  expect(document.findings[1]?.text).toContain('policy.toml:1:5')
  expect(checkExit(document)).toBe(1)
})

test('checkDirectories() says nothing of a policy that no file needs', async () => {
  const document = await checkDirectories(['/etc/cdi'], { ...BROKEN, specDirectory: fakeHost([]).specDirectory })
  expect(document.findings).toEqual([])
})
