import fs from 'node:fs'
import { expect, test } from 'vitest'
import { parsePolicyFile } from '../../../../src/core/policy/file.ts'
import { policyOf } from '../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'
import { policySchema } from '../../../../src/core/policy/schema.ts'

const EXAMPLE = fs.readFileSync(`${import.meta.dirname}/../../../../examples/policy.toml`, 'utf8')
const parse = (toml: string) => parsePolicyFile({ source: 'policy.toml', toml })

/** The lines that are settings, without their `#`. */
function uncommented(): string[] {
  return EXAMPLE.split('\n').flatMap((line) => (/^#[[a-z]/.test(line) ? [line.slice(1)] : []))
}

test('the example policy, as it is installed, changes nothing', () => {
  const { files } = BUILT_IN_POLICY
  const asBuiltIn = files.map((rules) => ({ ...rules, source: 'policy.toml' }))
  expect(policyOf([parse(EXAMPLE)])).toEqual({ ...BUILT_IN_POLICY, files: asBuiltIn })
  expect(parse(EXAMPLE).content).toEqual({})
})

test('the example policy can be uncommented line by line, and then has every key that there is', () => {
  const seen = new Set<string>()
  const lines = uncommented().filter((line) => {
    const isNew = !seen.has(`${line.split(' ')[0]}`) || !line.startsWith('annotations')
    seen.add(`${line.split(' ')[0]}`)
    return isNew
  })
  const { content } = parse(lines.join('\n'))
  const shape = policySchema()._zod.def.shape
  expect(Object.keys(content).sort()).toEqual(Object.keys(shape).sort())
  expect(Object.keys(content.allow ?? {}).sort()).toEqual(['classes', 'devices', 'groups', 'numbers', 'strategies'])
  expect(Object.keys(content.deny ?? {}).sort()).toEqual(['classes', 'devices', 'groups', 'numbers', 'strategies'])
  expect(Object.keys(content.create ?? {}).sort()).toEqual(['classes', 'devices', 'numbers'])
  expect(Object.keys(content.log ?? {}).sort()).toEqual(['file', 'syslog'])
  expect(Object.keys(content.selinux ?? {})).toEqual(['label'])
})

test.each(uncommented().filter((line) => line.includes('=') && !line.startsWith('[')))(
  'the line %j of the example is what the parser takes, in one of the tables',
  (line) => {
    const accepted = ['', '[allow]\n', '[deny]\n', '[create]\n', '[selinux]\n', '[log]\n'].filter((table) => {
      try {
        parse(`${table}${line}`)
        return true
      } catch {
        return false
      }
    })
    expect(accepted).not.toEqual([])
  },
)
