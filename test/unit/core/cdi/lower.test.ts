import { describe, expect, test } from 'vitest'
import { generateSpec } from '../../../../src/core/cdi/generate.ts'
import { lowerSpec } from '../../../../src/core/cdi/lower.ts'
import type { CdiSpec } from '../../../../src/core/cdi/spec.ts'
import { hookError } from '../../../support/expect-error.ts'
import { deviceOf, entry, hostNode, REQUEST, rules } from './support/nodes.ts'

function specOf(kind: string, name: string): CdiSpec {
  const { spec } = generateSpec([entry(hostNode(`/dev/${name}`))], { ...REQUEST, kind }, rules())
  if (spec === undefined) throw new Error('the built-in policy allows it')
  return spec
}

describe('lowerSpec()', () => {
  test('loses nothing where nothing has to go', () => {
    const spec = specOf('localhost/video', 'video0')
    expect(lowerSpec(spec, '0.7.0')).toEqual({ spec, lost: [] })
    expect(lowerSpec(spec, '1.0.0')).toEqual({ spec: { ...spec, cdiVersion: '1.0.0' }, lost: [] })
  })

  test('takes the groups out below 0.7.0, and says which', () => {
    const { spec, lost } = lowerSpec(specOf('localhost/video', 'video0'), '0.5.0')
    expect(spec.cdiVersion).toBe('0.5.0')
    expect(deviceOf(spec, 'all')).not.toHaveProperty('additionalGids')
    expect(deviceOf(spec, 'all').deviceNodes).toHaveLength(1)
    expect(lost).toEqual([expect.stringMatching(/^cdiVersion 0\.5\.0 has no additionalGids: .* group 44/)])
  })

  test('leaves names that start with a digit to "all" below 0.5.0', () => {
    const { spec, lost } = lowerSpec(specOf('localhost/video', '0video'), '0.4.0')
    expect(spec.devices.map(({ name }) => name)).toEqual(['all'])
    expect(lost).toContainEqual(expect.stringContaining('cannot name 0video'))
  })

  test('refuses a class with a dot below 0.6.0, which would be another kind', () => {
    expect(hookError('ERR_CDI', () => lowerSpec(specOf('localhost/v.1', 'video0'), '0.5.0')).exit).toBe(64)
    expect(lowerSpec(specOf('localhost/v.1', 'video0'), '0.6.0').spec.kind).toBe('localhost/v.1')
  })
})
