import { expect, test } from 'vitest'
import type { SpecFile } from '../../../../src/core/cdi/check/file.ts'
import { generateSpec } from '../../../../src/core/cdi/generate.ts'
import { replacingNotes } from '../../../../src/core/cdi/replace.ts'
import type { CdiSpec } from '../../../../src/core/cdi/spec.ts'
import { writeSpec } from '../../../../src/core/cdi/text.ts'
import { entry, hostNode, REQUEST, rules } from './support/nodes.ts'

function specOf(name: string, kind = 'localhost/device'): CdiSpec {
  const { spec } = generateSpec([entry(hostNode(`/dev/${name}`))], { ...REQUEST, kind }, rules())
  if (spec === undefined) throw new Error('the built-in policy allows it')
  return spec
}

function fileOf(path: string, content: CdiSpec | string): SpecFile {
  const text = typeof content === 'string' ? content : writeSpec(content, 'yaml')
  return { path, directory: '/etc/cdi', access: undefined, content: { text } }
}

const FILE = '/etc/cdi/localhost-device.yaml'
const OTHER = '/etc/cdi/mine.yaml'

test.each([
  ['is new', []],
  ['is made again', [fileOf(FILE, specOf('ro'))]],
  ['has another kind beside it', [fileOf(OTHER, specOf('ro', 'localhost/other'))]],
  ['has a file beside it that is no spec', [fileOf(OTHER, 'a: [')]],
])('replacingNotes() says nothing where the file %s', (_, beside) => {
  expect(replacingNotes(specOf('ro'), FILE, beside)).toEqual([])
})

test.each([
  ['devices of the file that go', FILE, specOf('odd'), `this replaces ${FILE}; no longer in it: localhost/device=odd`],
  [
    'devices of another kind that go',
    FILE,
    specOf('ro', 'a.b/cam'),
    `this replaces ${FILE}; no longer in it: a.b/cam=ro, a.b/cam=all`,
  ],
  ['a file that was something else', FILE, 'a: [', `this replaces ${FILE}, which was no CDI spec that can be read`],
  ['a file beside it with the same names', OTHER, specOf('odd'), `${OTHER} has localhost/device=all too`],
])('replacingNotes() names %s', (_, path, content, expected) => {
  expect(replacingNotes(specOf('ro'), FILE, [fileOf(path, content)])).toEqual([expect.stringContaining(expected)])
})
