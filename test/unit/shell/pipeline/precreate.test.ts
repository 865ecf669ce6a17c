import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXIT, HookError } from '../../../../src/core/errors.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { asking, configOf, HOST, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'
import { parseExact } from '../../../support/exact-json.ts'
import type { World } from '../../../support/recorder.ts'
import { run } from '../../../support/stage.ts'

const GIVEN: Parts = { devices: [VIDEO_ENTRY], rules: VIDEO_RULES }
const text = (parts: Parts) => JSON.stringify(configOf(parts))
const world = (changes: World = {}): World => ({ host: HOST, ...changes })
const precreate = (stdin: string | Buffer, changes?: World) => run('precreate', stdin, world(changes))
const BAD_POLICY = new HookError('ERR_POLICY', EXIT.configuration, 'P:1:1: not TOML')
const ASK = asking({ mode: 'auto' })

describe('precreate gives back its input, byte for byte,', () => {
  test.each<[string, string, World]>([
    ['for a container without devices', ' {"a" : 18446744073709551615 }\n', {}],
    ['for a container whose devices all open', text({ ...GIVEN, user: { uid: 1000, gid: 44 } }), {}],
    ['with mode=off', text({ ...GIVEN, annotations: asking({ mode: 'off' }) }), {}],
    ['where the policy denies everything', text(GIVEN), { policy: parsePolicy('[allow]\ndevices = []', 'P') }],
    ['where the host has lost the device', text(GIVEN), { host: {} }],
    [
      'for a pause container, whatever it asks for',
      text({ ...GIVEN, annotations: { ...ASK, 'io.podman.annotations.infra': 'TRUE' } }),
      {},
    ],
  ])('%s', async (_when, stdin, changes) => {
    const { output, exit, system } = await precreate(stdin, changes)
    expect([output, exit]).toEqual(['input', EXIT.ok])
    expect(system.held).toEqual([])
  })
})

/** Every kind of input and of surroundings that cannot be dealt with; `asks` puts the annotation in. */
const BROKEN: [string, (asks: boolean) => string | Buffer, World, string, number][] = [
  ['is not JSON', (asks) => `{"annotations":${JSON.stringify(asks ? ASK : {})}`, {}, 'ERR_JSON', 65],
  [
    'is not UTF-8',
    (asks) => Buffer.concat([Buffer.from(text(asks ? { annotations: ASK } : {})), Buffer.from([0xff])]),
    {},
    'ERR_STDIN',
    65,
  ],
  ['is too large', (asks) => text(asks ? { annotations: ASK } : {}) + ' '.repeat(2 ** 22), {}, 'ERR_STDIN', 65],
  ['has a key twice', (asks) => `{"a":1,"a":2,"annotations":${JSON.stringify(asks ? ASK : {})}}`, {}, 'ERR_JSON', 65],
  [
    'has a field of the wrong type',
    (asks) => text({ ...GIVEN, devices: [{ ...VIDEO_ENTRY, uid: '0' }], ...(asks ? { annotations: ASK } : {}) }),
    {},
    'ERR_CONFIG',
    65,
  ],
  [
    'has an id that is out of range',
    (asks) => text({ ...GIVEN, user: { uid: 2 ** 31, gid: 0 }, ...(asks ? { annotations: ASK } : {}) }),
    {},
    'ERR_CONFIG',
    65,
  ],
  [
    'meets a policy that is broken',
    (asks) => text({ ...GIVEN, ...(asks ? { annotations: ASK } : {}) }),
    { policy: BAD_POLICY },
    'ERR_POLICY',
    78,
  ],
  [
    'meets an error that nobody thought of',
    (asks) => text({ ...GIVEN, ...(asks ? { annotations: ASK } : {}) }),
    { policy: new TypeError('x is undefined') },
    'ERR_INTERNAL',
    70,
  ],
]

describe.each(BROKEN)('precreate, when config.json %s,', (_what, stdin, changes, code, exit) => {
  test('lets a container that did not ask start as if there were no hook, and says why in the log', async () => {
    const result = await precreate(stdin(false), changes)
    expect(result).toMatchObject({ output: 'input', exit: EXIT.ok, log: { asked: false, error: { code } } })
    expect(result.sentences).toHaveLength(1)
    expect(result.system.held).toEqual([])
  })

  test('stops a container that asked, and writes nothing', async () => {
    const result = await precreate(stdin(true), changes)
    expect(result).toMatchObject({ output: undefined, exit, log: { asked: true, error: { code } } })
    expect(result.sentences).toHaveLength(1)
    expect(result.sentences[0]).toMatch(/^oci-device-hook: [ -~]+$/)
  })
})

test('precreate stops for an annotation that it does not understand, for whoever wrote it asked', async () => {
  const { exit, output, sentences } = await precreate(text({ annotations: asking({ mode: 'sometimes' }) }))
  expect([exit, output]).toEqual([EXIT.input, undefined])
  expect(sentences[0]).toContain('annotation oci-device-hook/mode: found "sometimes"')
})

test('precreate does not go on when the thread could not take its credentials back', async () => {
  const error = Object.assign(new Error('cannot go back'), { name: 'CredentialsRestoreError' })
  const mounts = [{ destination: '/dev/video0', type: 'bind', source: '/dev/video0' }]
  await expect(precreate(text({ mounts }), { failing: { mayOpen: error } })).rejects.toBe(error)
})

describe('precreate, when a device stays closed,', () => {
  const closed = world({ policy: parsePolicy('[allow]\nstrategies = []', 'P') })
  test.each<[string, Record<string, string>, World, number]>([
    ['lets a container start that asked for nothing in particular', { mode: 'auto' }, closed, 0],
    ['lets a container start that did not ask', {}, closed, 0],
    ['stops one that requires all of its devices', { require: 'all' }, closed, 77],
    ['stops one that requires this device', { require: '/dev/video0' }, closed, 77],
    ['stops one that asked for this device by name', { devices: '/dev/video0' }, closed, 77],
    [
      'stops one that requires a device which only the host has',
      { require: '/dev/null9' },
      world({ host: { ...HOST, '/dev/null9': VIDEO } }),
      77,
    ],
    ['stops one whose required device is gone', { require: '/dev/video0' }, world({ host: {} }), 77],
    [
      'lets one start whose missing device is optional',
      { require: '/dev/video0', optional: '/dev/video0' },
      world({ host: {} }),
      0,
    ],
    [
      'stops one whose device is optional and there, but denied',
      { require: '/dev/video0', optional: '/dev/video0' },
      closed,
      77,
    ],
    [
      'lets one start where the policy says to go on',
      { require: 'all' },
      world({ policy: parsePolicy('on_denied = "continue"\n[allow]\nstrategies = []', 'P') }),
      0,
    ],
  ])('%s', async (_claim, annotations, surroundings, exit) => {
    const result = await run('precreate', text({ ...GIVEN, annotations: asking(annotations) }), surroundings)
    expect(result.exit).toBe(exit)
    expect(result.output === undefined).toBe(exit !== 0)
  })

  test('says so in one sentence for each, with the reason', async () => {
    const { sentences } = await run('precreate', text({ ...GIVEN, annotations: asking({ require: 'all' }) }), closed)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain('/dev/video0 is not usable: the policy (P) does not allow the strategy owner')
    expect(sentences[0]).toContain('the container is not started')
  })
})

test('precreate writes the new owner into the entry, and nothing else', async () => {
  const stdin = text(GIVEN)
  const { output, log } = await precreate(stdin)
  expect(output).toBe(stdin.replace('"uid":0,"gid":44}', '"uid":1000,"gid":1000}'))
  expect(log).toMatchObject({
    asked: false,
    user: '1000:1000',
    devices: [{ path: '/dev/video0', strategy: 'owner', usable: true }],
  })
})

/** Config files with devices of many owners, annotations of many kinds, and a value that no double can hold. */
const parts = fc.record({
  user: fc.record({
    uid: fc.constantFrom(0, 1000),
    gid: fc.constantFrom(0, 44, 1000),
    additionalGids: fc.subarray([5, 44]),
  }),
  devices: fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('/dev/a', '/dev/b', '/dev/null', '/dev/gone'),
      type: fc.constant('c'),
      major: fc.constant(81),
      minor: fc.constantFrom(0, 1, 9),
      uid: fc.constantFrom(undefined, null, 0, 1000),
      gid: fc.constantFrom(undefined, null, 0, 44),
      fileMode: fc.constantFrom(undefined, null, 0, 0o600, 0o660, 0o20660),
    }),
    { selector: ({ path }) => path, maxLength: 4 },
  ),
  mounts: fc.subarray([{ destination: '/dev/c', type: 'bind', source: '/dev/a', options: ['bind'] }]),
  annotations: fc
    .record(
      { mode: fc.constantFrom('auto', 'owner', 'groups'), devices: fc.constantFrom('/dev/b', '/dev/a,/dev/c') },
      { requiredKeys: [] },
    )
    .map(asking),
})

const MANY: World = {
  host: { '/dev/a': VIDEO, '/dev/b': { ...VIDEO, number: { type: 'c', major: 81, minor: 1 } } },
  policy: parsePolicy('on_denied = "continue"\n[create]\ndevices = ["/dev/**"]', 'P'),
}

test('precreate twice comes to the same as once, for whatever container', async () => {
  let edited = 0
  await fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const stdin = `{"big":18446744073709551615,${text(given).slice(1)}`
      const once = await run('precreate', stdin, MANY)
      if (once.output === undefined) return
      const first = once.output === 'input' ? stdin : once.output
      if (first !== stdin) edited++
      const again = await run('precreate', first, MANY)
      expect([again.exit, again.output]).toEqual([EXIT.ok, 'input'])
      expect(parseExact(first)).toMatchObject({ big: { number: '18446744073709551615' } })
    }),
    { numRuns: 500 },
  )
  expect(edited).toBeGreaterThan(50)
})

test('precreate gives back every node that it looked at', async () => {
  const mounts = [{ destination: '/dev/c', type: 'bind', source: '/dev/video0' }]
  const { system } = await precreate(text({ mounts }))
  expect(system.mostHeld).toBe(1)
  expect(system.held).toEqual([])
})

test('precreate that plants the hook says which annotations of crun it took the files from, and only then', async () => {
  const named = { 'run.oci.hooks.stderr': '/etc/ld.so.preload' }
  const annotations = { ...asking({ mode: 'private' }), ...named }
  const shared = { mounts: [{ destination: '/dev/video0', source: '/dev/video0', type: 'bind', options: ['rbind'] }] }
  const planted = await precreate(text({ ...shared, rules: VIDEO_RULES, annotations }))
  expect(planted).toMatchObject({ exit: EXIT.ok, log: { muted: ['run.oci.hooks.stderr'] } })
  expect(planted.sentences.join()).toContain('the annotation "run.oci.hooks.stderr" does not count')
  expect(parseExact(planted.output ?? '')).toMatchObject({ annotations: { 'run.oci.hooks.stderr': '/dev/null' } })
  const changed = await precreate(text({ ...GIVEN, annotations: { ...ASK, ...named } }))
  expect(changed.log).not.toHaveProperty('muted')
  expect(parseExact(changed.output ?? '')).toMatchObject({ annotations: named })
})
