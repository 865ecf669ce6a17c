import { expect, test } from 'vitest'
import { holds, judge, type Sighting } from '../../../scripts/matrix/agreement.ts'
import { parseId } from '../../../scripts/matrix/axes.ts'

const trial = parseId('crun.rootful.entry.0660.stranger.plain.mapped.1000.auto.precreate')
const SERVED: Sighting = {
  trial,
  answer: 'opened',
  code: 0,
  stderr: '',
  plan: { before: false, after: true, strategy: 'owner' },
  verify: true,
  log: { usable: true, exit: 0 },
  unchanged: true,
}
const CONTROL: Partial<Sighting> = {
  trial: { ...trial, hooked: false },
  answer: 'EACCES',
  verify: false,
  log: undefined,
}

test.each<[string, Partial<Sighting>]>([
  ['a container that is served as it was promised', {}],
  ['a control that is refused as it was promised', CONTROL],
  ['words that do not know', { plan: { before: null, after: null, strategy: 'owner' }, verify: null }],
  [
    'a container that the hook stopped, and said so',
    {
      answer: undefined,
      verify: undefined,
      plan: { before: false, after: false, strategy: 'refuse' },
      log: { usable: false, exit: 77 },
    },
  ],
])('judge() agrees with %s', (_, changes) => {
  expect(holds(judge({ ...SERVED, ...changes }))).toBe(true)
})

test.each<[string, Partial<Sighting>, object]>([
  ['a promise that was not kept', { answer: 'EACCES' }, { plan: 'disagrees', verify: 'disagrees', log: 'disagrees' }],
  ['a refusal that was none', { plan: { before: false, after: false, strategy: 'refuse' } }, { plan: 'disagrees' }],
  ['a verify that is wrong', { verify: false }, { verify: 'disagrees' }],
  ['a log that is wrong', { log: { usable: false, exit: 0 } }, { log: 'disagrees' }],
  ['a control that opens though plan says that it cannot', { ...CONTROL, answer: 'opened' }, { plan: 'disagrees' }],
  ['a node of the host that changed', { unchanged: false }, { problems: ['the node of the host was changed'] }],
  [
    'a container that did not run for another reason',
    { answer: undefined, verify: undefined, code: 1, stderr: 'no space left' },
    { problems: ['the container did not run (exit 1): no space left'] },
  ],
  [
    'a container that ran though the hook refused',
    { log: { usable: true, exit: 77 } },
    { problems: ['the container ran though the hook refused'] },
  ],
  ['a plan without the device', { plan: undefined }, { problems: ['plan says nothing about the device'] }],
])('judge() tells %s', (_, changes, expected) => {
  const judgement = judge({ ...SERVED, ...changes })
  expect(judgement).toMatchObject(expected)
  expect(holds(judgement)).toBe(false)
})
