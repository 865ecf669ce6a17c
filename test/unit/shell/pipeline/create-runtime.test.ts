import { describe, expect, test } from 'vitest'
import { EXIT, HookError, inputError } from '../../../../src/core/errors.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { recordOf } from '../../../../src/shell/pipeline/result.ts'
import { asking, configOf, HOST, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'
import type { World } from '../../../support/recorder.ts'
import { run, state } from '../../../support/stage.ts'

const GIVEN: Parts = { devices: [VIDEO_ENTRY], rules: VIDEO_RULES }
const ASK = asking({ mode: 'auto' })
const NODES = { '/dev/video0': VIDEO }

const world = (changes: World = {}, given: Parts = GIVEN): World => ({
  host: HOST,
  nodes: NODES,
  config: JSON.stringify(configOf(given)),
  ...changes,
})
const createRuntime = (surroundings: World, stdin = state()) => run('createRuntime', stdin, surroundings)

test('createRuntime gives the node to the user, asks the kernel again, and prints nothing', async () => {
  const { exit, output, sentences, log, system } = await createRuntime(world())
  expect({ exit, output, sentences }).toEqual({ exit: EXIT.ok, output: undefined, sentences: [] })
  expect(system.calls.map((call) => call.do)).toEqual(['chown'])
  expect(system.asked).toEqual([1, 1])
  expect(system.held).toEqual([])
  expect(log).toMatchObject({ container: 'abc', user: '1000:1000', devices: [{ strategy: 'owner', usable: true }] })
})

test('createRuntime changes nothing the second time', async () => {
  const nodes = { '/dev/video0': { ...VIDEO, uid: 1000, gid: 1000 } }
  const { exit, system } = await createRuntime(world({ nodes }))
  expect([exit, system.calls]).toEqual([EXIT.ok, []])
})

test('createRuntime publishes private nodes as the very last thing, and not by itself', async () => {
  const { system, publish } = await createRuntime(world({ nodes: { '/dev/video0': { ...VIDEO, kind: 'shared' } } }))
  expect(system.calls.map((call) => call.do)).toEqual(['cover'])
  publish?.()
  expect(system.calls.map((call) => call.do)).toEqual(['cover', 'publish'])
})

describe('createRuntime, when a device stays closed,', () => {
  const closed = { policy: parsePolicy('[allow]\nstrategies = []', 'P') }
  const ask = (values: Record<string, string>): Parts => ({ ...GIVEN, annotations: asking(values) })

  test.each<[string, Parts, World, number]>([
    ['lets a container start that did not ask', GIVEN, closed, 0],
    ['lets a container start that named no device', ask({ mode: 'auto' }), closed, 0],
    ['stops one that requires all', ask({ require: 'all' }), closed, 77],
    ['stops one that requires a directory of it', ask({ require: '/dev/video0' }), closed, 77],
    [
      'stops one that lacks what it requires',
      ask({ require: '/dev/kvm' }),
      { nodes: { '/dev/video0': { ...VIDEO, uid: 1000 } } },
      77,
    ],
    [
      'lets one start whose missing device is optional',
      ask({ require: 'all', optional: '/dev/video0' }),
      { host: {}, nodes: {} },
      0,
    ],
  ])('%s', async (_claim, given, changes, exit) => {
    const result = await createRuntime(world(changes, given))
    expect(result.exit).toBe(exit)
    expect(result.publish === undefined).toBe(exit !== 0)
    expect(result.system.calls).toEqual([])
    expect(result.system.held).toEqual([])
  })

  test('tells in the log too which required device the container lacks', async () => {
    const { log } = await createRuntime(world({ nodes: {} }, ask({ require: '/dev/kvm' })))
    const reason = 'the container requires it and has no such device'
    expect(log.devices).toContainEqual(expect.objectContaining({ path: '/dev/kvm', strategy: 'refuse', reason }))
  })

  test('takes annotations from the state as well as from config.json', async () => {
    const stdin = state({ annotations: asking({ require: 'all' }) })
    expect((await createRuntime(world(closed), stdin)).exit).toBe(EXIT.denied)
  })
})

describe('createRuntime stops the container, asked or not, and touches nothing, when the state', () => {
  const forged = inputError('ERR_PROCESS', 'pid 5 of the state: found a child of process 7')
  const missing = inputError('ERR_BUNDLE', 'bundle of the state: found no config.json')
  test.each<[string, string, World, string]>([
    ['is not JSON', '{', {}, 'ERR_JSON'],
    ['is empty', '', {}, 'ERR_JSON'],
    ['has the pid of the kernel', state({ pid: 1 }), {}, 'ERR_STATE'],
    ['has no bundle', state({ bundle: undefined }), {}, 'ERR_STATE'],
    ['names a foreign process', state(), { failing: { openContainer: forged } }, 'ERR_PROCESS'],
    ['names a bundle that is not there', state(), { failing: { openContainer: missing } }, 'ERR_BUNDLE'],
    ['is larger than 4 MiB', state() + ' '.repeat(2 ** 22), {}, 'ERR_STDIN'],
  ])('%s', async (_what, stdin, changes, code) => {
    const { exit, log, system, sentences } = await createRuntime(world(changes), stdin)
    expect({ exit, code: log.error?.code, calls: system.calls }).toEqual({ exit: EXIT.input, code, calls: [] })
    expect(sentences).toHaveLength(1)
  })
})

describe.each<[string, World, string, number]>([
  ['config.json is not JSON', { config: '{' }, 'ERR_JSON', 65],
  ['config.json has a wrong type', { config: '{"linux":5}' }, 'ERR_CONFIG', 65],
  ['the policy is broken', { policy: new HookError('ERR_POLICY', EXIT.configuration, 'P:1:1') }, 'ERR_POLICY', 78],
  [
    '/dev is a link',
    { failing: { enter: inputError('ERR_ROOTFS', '/dev cannot be opened safely') } },
    'ERR_ROOTFS',
    65,
  ],
  ['renames raced every look', { failing: { find: inputError('ERR_ROOTFS', 'EAGAIN') } }, 'ERR_ROOTFS', 65],
  ['the kernel cannot be asked at all', { failing: { mayOpen: new Error('ENOSYS') } }, 'ERR_INTERNAL', 70],
  [
    'the add-on does not load',
    { failing: { openContainer: new HookError('ERR_ADDON', EXIT.configuration, 'noexec') } },
    'ERR_ADDON',
    78,
  ],
])('createRuntime, when nothing was changed yet and %s,', (_what, changes, code, exit) => {
  test('lets a container start that did not ask', async () => {
    const result = await createRuntime(world(changes))
    expect(result).toMatchObject({ exit: EXIT.ok, log: { asked: false, error: { code } } })
    expect(result.system.calls).toEqual([])
  })

  test('stops a container that asked', async () => {
    const result = await createRuntime(world(changes), state({ annotations: ASK }))
    expect(result).toMatchObject({ exit, log: { asked: true, error: { code } } })
    expect(result.system.calls).toEqual([])
  })
})

test('createRuntime, when the add-on does not load, stops a container that asked in config.json alone', async () => {
  const failing = { openContainer: new HookError('ERR_ADDON', EXIT.configuration, 'noexec') }
  const result = await createRuntime(world({ failing }, { ...GIVEN, annotations: ASK }))
  expect(result).toMatchObject({ exit: 78, log: { asked: true, error: { code: 'ERR_ADDON' } } })
})

describe('createRuntime, once something was changed, stops every container:', () => {
  test.each<[string, World, string, number]>([
    ['when the kernel still says no', { verdict: false }, 'ERR_VERIFY', 70],
    ['when the kernel cannot be asked any more', { verdict: null }, 'ERR_VERIFY', 70],
    [
      'when the change itself failed, for it may be half done',
      { failing: { chown: inputError('ERR_PROCESS', 'gone') } },
      'ERR_PROCESS',
      65,
    ],
    ['when the change failed in a way nobody thought of', { failing: { chown: new Error('EIO') } }, 'ERR_INTERNAL', 70],
    [
      'when the new node could not be made',
      { nodes: {}, failing: { mknod: inputError('ERR_ROOTFS', 'ENOSPC') } },
      'ERR_ROOTFS',
      65,
    ],
  ])('%s', async (_claim, changes, code, exit) => {
    const result = await createRuntime(world(changes))
    expect(result).toMatchObject({ exit, log: { asked: false, error: { code } } })
    expect(result.publish).toBeUndefined()
  })

  test('ERR_VERIFY names the device and the user', async () => {
    const { sentences } = await createRuntime(world({ verdict: false }))
    expect(sentences[0]).toContain('/dev/video0 was changed for uid 1000, but the kernel still says no')
  })
})

describe('createRuntime serves 300 devices', () => {
  const devices = Array.from({ length: 300 }, (_, minor) => ({ ...VIDEO_ENTRY, path: `/dev/v${minor}`, minor }))
  const nodes = Object.fromEntries(
    devices.map(({ path, minor }) => [path, { ...VIDEO, number: { type: 'c', major: 81, minor } as const }]),
  )
  const many = world({ nodes, host: nodes }, { devices })

  test('all of them, with few descriptors and one question for each batch', async () => {
    const { exit, system } = await createRuntime(many)
    expect(exit).toBe(EXIT.ok)
    expect(system.calls.map((call) => 'path' in call && call.path)).toEqual(devices.map(({ path }) => path))
    expect(system.mostHeld).toBe(256)
    expect(system.asked).toEqual([256, 256, 44, 44])
    expect(system.held).toEqual([])
  })

  test('and stops when the last one fails', async () => {
    const others = { '/dev/v299': 'symlink' }
    const required = configOf({ devices, annotations: asking({ require: '/dev/v299' }) })
    const { exit } = await createRuntime({ ...many, others, config: JSON.stringify(required) })
    expect(exit).toBe(EXIT.denied)
  })
})

test('createRuntime changes nothing at all of a container whose devices all have faults', async () => {
  const bad = [
    { others: { '/dev/video0': 'symlink' } },
    { nodes: { '/dev/video0': { ...VIDEO, number: { type: 'c', major: 1, minor: 3 } as const } } },
    { nodes: { '/dev/video0': { ...VIDEO, nodev: true } } },
    { nodes: { '/dev/video0': { ...VIDEO, links: 0 } } },
  ]
  for (const changes of bad) {
    const { exit, system, sentences } = await createRuntime(world(changes))
    expect([exit, system.calls, sentences.length]).toEqual([EXIT.ok, [], 1])
    expect(system.held).toEqual([])
  }
})

test('recordOf() says when, what version, by what name the hook was called, and how it ended', async () => {
  const result = await createRuntime(world())
  expect(recordOf('prestart', '1.2.3', result, result.system)).toMatchObject({
    time: '2026-01-02T03:04:05.678Z',
    version: '1.2.3',
    stage: 'prestart',
    container: 'abc',
    exit: 0,
    ms: 31,
  })
})
