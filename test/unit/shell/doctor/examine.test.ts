import { expect, test } from 'vitest'
import { readRecording, replay } from '../../../../src/cli/doctor/recording.ts'
import { doctorExit } from '../../../../src/core/doctor/document.ts'
import { EXIT, HookError } from '../../../../src/core/errors.ts'
import { examine } from '../../../../src/shell/doctor/examine.ts'
import type { Sources } from '../../../../src/shell/doctor/sources.ts'

const { sources, subject } = replay(readRecording('test/support/recorded/all-well.json'))
const findingsWith = async (changes: Partial<Sources>) => examine({ ...sources, ...changes }, subject, null)
const broken = () => new HookError('ERR_POLICY', EXIT.configuration, 'policy.toml:1:5: x', { remedy: 'mend it' })

test('examine() says of one check that it was impossible, and goes on with the others', async () => {
  const well = await findingsWith({})
  const { findings } = await findingsWith({ cdi: () => Promise.reject(broken()) })
  expect(findings.length).toBe(well.findings.length)
  expect(findings.filter(({ severity }) => severity === 'unknown')).toEqual([
    {
      check: 'cdi',
      code: 'CHECK_IMPOSSIBLE',
      severity: 'unknown',
      found: 'policy.toml:1:5: x',
      expected: 'an answer',
      remedy: 'mend it',
    },
  ])
})

test('examine() of a policy that cannot be read is a table with a failure, exit 1', async () => {
  const document = await findingsWith({ policy: async () => ({ source: '', fault: 'policy.toml:1:5: x' }) })
  expect(document.findings.find(({ severity }) => severity === 'fail')).toMatchObject({ code: 'POLICY_INVALID' })
  expect(doctorExit(document)).toBe(1)
})

test('examine() hides no fault of this program', async () => {
  await expect(findingsWith({ cdi: () => Promise.reject(new TypeError('a bug')) })).rejects.toThrow('a bug')
})

test('examine() gives every finding its keys in one order', async () => {
  const { findings } = await findingsWith({ cdi: () => Promise.reject(broken()), list: () => undefined })
  const orders = new Set(findings.map((finding) => Object.keys(finding).join(' ')))
  expect(new Set(findings.map(({ severity }) => severity)).size).toBeGreaterThan(1)
  expect([...orders]).toEqual(['check code severity found expected remedy'])
})
