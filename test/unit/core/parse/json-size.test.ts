import { expect, test } from 'vitest'
import { parseJson } from '../../../../src/core/parse/json.ts'
import { hookError } from '../../../support/expect-error.ts'
import { nested, withMembers } from '../../../support/large-json.ts'

const parse = (text: string) => parseJson(text, 'config.json')
const refusal = (text: string) => hookError('ERR_JSON', () => parse(text))

test('parseJson() takes 200,000 members', () => {
  expect(Object.keys(parse(withMembers(200_000)) as object)).toHaveLength(200_000)
})

test('parseJson() refuses 200,001 members of one name as too many, before it looks for the name', () => {
  const members = Array.from({ length: 200_001 }, () => '"a":0')
  expect(refusal(`{${members.join(',')}}`).message).toContain('more than 200000 members')
  expect(refusal(`{${members.slice(1).join(',')}}`).message).toContain('found the key "a" twice')
})

test('parseJson() refuses a bomb of 2 million brackets like any other', () => {
  expect(refusal(nested(1_000_000)).message).toContain('64 levels')
  refusal('['.repeat(2_000_000))
})
