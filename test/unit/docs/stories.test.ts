import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const names = readdirSync('test/bats')
  .filter((file) => file.endsWith('.bats'))
  .flatMap((file) =>
    [...readFileSync(`test/bats/${file}`, 'utf8').matchAll(/^@test "(.*)" \{$/gm)].map(([, name = '']) => name),
  )

test.each(Array.from({ length: 15 }, (_, index) => `S${index + 1}`))(
  'the story %s is a test on real engines',
  (story) => {
    expect(names.filter((name) => new RegExp(`\\b${story}\\b`).test(name))).not.toEqual([])
  },
)
