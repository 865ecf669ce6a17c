import { expect, test } from 'vitest'
import { POLICY_MANUAL } from '../../../../src/core/policy/manual.ts'
import { policySchema } from '../../../../src/core/policy/schema.ts'

/** Keys of a schema, with those of its tables in the place of the tables. */
const keysOf = (schema: unknown, path = ''): string[] => {
  const { def } = (schema as { _zod: { def: { type: string; shape?: object; innerType?: unknown } } })._zod
  if (def.innerType !== undefined) return keysOf(def.innerType, path)
  if (def.shape === undefined) return [path]
  return Object.entries(def.shape).flatMap(([key, inner]) => keysOf(inner, path === '' ? key : `${path}.${key}`))
}

test('POLICY_MANUAL has every key that the schema has, and no other', () => {
  expect(POLICY_MANUAL.map(({ key }) => key).sort()).toEqual(keysOf(policySchema()).sort())
})
