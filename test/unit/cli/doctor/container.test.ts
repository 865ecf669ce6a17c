import { writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { gatherContainer } from '../../../../src/cli/doctor/container/gather.ts'
import { startedBy } from '../../../../src/cli/doctor/container/started.ts'
import { verdictsOfRunning, verdictsOfStopped } from '../../../../src/cli/doctor/container/verdicts.ts'
import { askEngines } from '../../../../src/cli/engine-answer.ts'
import { runProgram } from '../../../../src/cli/program.ts'
import type { ContainerDocument } from '../../../../src/core/doctor/container/document.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { FakeContainer } from '../../../support/fake-container.ts'
import { FakePrograms, printing, UNKNOWN_CONTAINER } from '../../../support/fake-programs.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

async function doctor(...args: string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'doctor', ...args], output)
  return { ...output, stderr: output.stderr.replaceAll(/\s*\n\s*/g, ' ') }
}

const NOBODY_KNOWS = { podman: UNKNOWN_CONTAINER, crun: UNKNOWN_CONTAINER, runc: UNKNOWN_CONTAINER }

describe('askEngines()', () => {
  const INSPECTED = {
    OCIRuntime: 'crun',
    OCIConfigPath: '/c/config.json',
    State: { Pid: 4711 },
    HostConfig: { GroupAdd: ['video', 7] },
  }
  const PODMAN = { engine: 'podman', runtime: 'crun', pid: 4711, configPaths: ['/c/config.json'], groupAdd: ['video'] }

  test.each<[string, object, object]>([
    ['what podman says', INSPECTED, { ...PODMAN, healthCommand: [] }],
    [
      'its health check',
      { ...INSPECTED, Config: { Healthcheck: { Test: ['CMD', 'true'] } } },
      { healthCommand: ['CMD', 'true'] },
    ],
    [
      'that of other versions',
      { ...INSPECTED, Config: { Healthcheck: { Command: ['true'] } } },
      { healthCommand: ['true'] },
    ],
    [
      'a container that was never started',
      { ...INSPECTED, OCIConfigPath: '', State: { Pid: 0 } },
      { pid: 0, configPaths: [] },
    ],
    ['an answer with other types', { OCIRuntime: 5, State: { Pid: '5' } }, { runtime: 'unknown', pid: 0 }],
  ])('reads %s', async (_, inspected, expected) => {
    using _programs = new FakePrograms({ podman: printing([inspected]) })
    expect(await askEngines('mine')).toMatchObject(expected)
  })

  const STATE = { pid: 4711, bundle: '/b', status: 'running' }
  test.each<[string, Record<string, string>, object]>([
    [
      'crun, which keeps a config.json of its own',
      { crun: printing(STATE) },
      { engine: 'crun', runtime: 'crun', pid: 4711, configPaths: ['/b/config.json', '/run/crun/mine/config.json'] },
    ],
    ['runc', { runc: printing(STATE) }, { engine: 'runc', pid: 4711, configPaths: ['/b/config.json'] }],
    [
      'a state of a container that has stopped, with the pid that it had',
      { runc: printing({ ...STATE, status: 'stopped' }) },
      { engine: 'runc', pid: 0 },
    ],
    ['a state without a bundle', { runc: printing({ pid: 4711 }) }, { pid: 4711, configPaths: [] }],
    ['the next engine, where podman says no JSON', { podman: 'echo oops', runc: printing(STATE) }, { engine: 'runc' }],
    ['podman, which says no list', { podman: printing({}) }, { engine: 'podman', runtime: 'unknown', pid: 0 }],
  ])('reads %s', async (_, scripts, expected) => {
    using _programs = new FakePrograms({ ...NOBODY_KNOWS, ...scripts })
    expect(await askEngines('mine')).toMatchObject(expected)
  })

  test('says which engines know no such container', async () => {
    using _programs = new FakePrograms(NOBODY_KNOWS)
    const { stderr, code } = await doctor('their"s')
    expect(stderr).toContain('found no such container, asked podman, crun and runc')
    expect(code).toBe(65)
  })
})

describe('startedBy()', () => {
  const answer = (...configPaths: string[]) => ({ ...EMPTY, configPaths })
  const EMPTY = { engine: 'crun', id: 'mine', runtime: 'crun', pid: 0, groupAdd: [], healthCommand: [] } as const

  test('takes the first config.json that is one, and of it what has the right type', () => {
    using directory = new TemporaryDirectory()
    const [broken, right] = [directory.at('broken'), directory.at('right')]
    writeFileSync(broken, '{')
    const process = { args: ['sh', 5], env: ['A=1'], user: { uid: 1000, gid: 44, additionalGids: [7] } }
    writeFileSync(right, JSON.stringify({ process, annotations: { a: 'b', c: 5 } }))
    expect(startedBy(answer('/no/such', broken, right), 'mine')).toEqual({
      path: right,
      args: ['sh'],
      env: ['A=1'],
      user: { uid: 1000, gid: 44, groups: [7] },
      annotations: { a: 'b' },
    })
  })

  test('takes what is not said for root, without groups and annotations', () => {
    using directory = new TemporaryDirectory()
    writeFileSync(directory.at('empty'), '{}')
    const started = startedBy(answer(directory.at('empty')), 'mine')
    expect(started).toMatchObject({ args: [], env: [], user: { uid: 0, gid: 0, groups: [] }, annotations: {} })
  })

  test.each([
    [['/no/such', '/nor/such'], 'found no config.json in /no/such, /nor/such,'],
    [[], 'found no config.json in any place,'],
  ])('looks in %j and says so when it was never started', (paths, sentence) => {
    expect(() => startedBy(answer(...paths), 'mine')).toThrow(sentence)
  })
})

const NULL_NODE = { type: 'c', major: 1, minor: 3 }
const furnish = 'mknod "$R/dev/shut" c 1 3; chmod 600 "$R/dev/shut"; mount --bind "$R/dev" /dev'

describe('doctor CONTAINER', () => {
  beforeEach(needsRoot)
  /** podman's answer about a container, running or not, whose config.json is there. */
  const inspected = (config: string, pid = 0) => ({
    podman: printing([{ OCIRuntime: 'crun', OCIConfigPath: config, State: { Pid: pid } }]),
  })
  const process = { args: ['sleep'], user: { uid: 1000, gid: 1000 } }

  test('says of a running one what the kernel says, and which device of the host it is', async () => {
    using container = new FakeContainer({ furnish, config: { process } })
    using _programs = new FakePrograms(inspected(`${container.bundle}/config.json`, container.pid))
    const { stdout, stderr } = await doctor('mine', '--json')
    expect(stderr).toBe('')
    const document: ContainerDocument = JSON.parse(stdout)
    expect(document).toMatchObject({ container: 'mine', engine: 'podman', runtime: 'crun', running: true })
    expect(document.devices.map(({ path }) => path)).toContain('/dev/shut')
    expect((await doctor('mine')).stdout).toMatch(/^mine: podman, crun, running\n/)
  })

  test('sees the user namespace of one that has its own', async () => {
    using container = new FakeContainer({ config: { process }, unshare: ['--user', '--map-root-user', '--mount'] })
    using _programs = new FakePrograms(inspected(`${container.bundle}/config.json`, container.pid))
    const one = [{ inside: 0, outside: 0, count: 1 }]
    expect(await gatherContainer('mine')).toMatchObject({
      isRunning: true,
      maps: { uid: one, gid: one },
      outside: { uid: 0, gid: 0 },
    })
  })

  /** A config.json that gives /dev/null under a name of its own, closed to the container's user. */
  function stopped(annotations = {}) {
    const directory = new TemporaryDirectory()
    const device = { path: '/dev/odd', ...NULL_NODE, fileMode: 0o600, uid: 0, gid: 0 }
    const rules = [{ allow: true, ...NULL_NODE, access: 'rwm' }]
    const linux = { devices: [device], resources: { devices: rules } }
    writeFileSync(directory.at('config.json'), JSON.stringify({ process, annotations, root: { path: '/' }, linux }))
    const programs = new FakePrograms(inspected(directory.at('config.json')))
    return {
      [Symbol.dispose]() {
        programs[Symbol.dispose]()
        directory[Symbol.dispose]()
      },
    }
  }

  test('says of a stopped one that did not ask that the hook would help', async () => {
    using _container = stopped()
    const { stdout, stderr, code } = await doctor('mine', '--json')
    expect(stderr).toBe('')
    const [device] = (JSON.parse(stdout) as ContainerDocument).devices
    expect(device).toMatchObject({ path: '/dev/odd', verdict: 'denied', layer: 'mode' })
    expect(device?.reason).toContain('not without the hook, which it did not ask for and which would help')
    expect(device?.remedy).toContain('--annotation oci-device-hook/mode=auto')
    expect(code).toBe(1)
  })

  test('says of a stopped one that asked what the hook will come to', async () => {
    using _container = stopped({ 'oci-device-hook/mode': 'auto' })
    const { stdout, code } = await doctor('mine', '--json')
    expect((JSON.parse(stdout) as ContainerDocument).devices).toMatchObject([{ verdict: 'usable', layer: null }])
    expect(code).toBe(0)
  })

  test('says of one that asks for nothing to be done that it is denied, and no more', async () => {
    using _container = stopped({ 'oci-device-hook/mode': 'keep-groups' })
    const { stdout, code } = await doctor('mine', '--json')
    const [device] = (JSON.parse(stdout) as ContainerDocument).devices
    expect(device?.verdict).toBe('denied')
    expect(device?.reason).not.toContain('without the hook')
    expect(code).toBe(1)
  })
})

describe('of a rootless container', () => {
  const DEVICE = { path: '/dev/video0', verdict: 'usable', layer: null, reason: 'it was opened', remedy: null }
  const running = (script: string) => {
    const programs = new FakePrograms({ podman: `printf '%s\\n' "$@" > "$(dirname "$0")/asked"\n${script}` })
    return { programs, answer: verdictsOfRunning(4711, true), [Symbol.dispose]: () => programs[Symbol.dispose]() }
  }

  test('verify is asked in the namespace of podman', async () => {
    using asked = running(printing({ devices: [DEVICE] }))
    expect(await asked.answer).toEqual([DEVICE])
    const [namespace, program, ...rest] = asked.programs.lines('asked')
    expect([namespace, program]).toEqual(['unshare', process.execPath])
    expect(rest.slice(-4)).toEqual(['verify', '--pid', '4711', '--json'])
  })

  test('so is plan, where it does not run', async () => {
    const usable = { before: null, after: null }
    const planned = { path: '/dev/video0', strategy: 'none', usable, reason: 'not known', remedy: null }
    using _programs = new FakePrograms({ podman: `${printing({ devices: [planned] })}\nexit 2` })
    const [device] = await verdictsOfStopped('/c/config.json', false, true)
    expect(device).toEqual({ ...DEVICE, verdict: 'unknown', reason: 'not known', node: null })
  })

  test.each([
    ['echo "oci-device-hook: process 4711 is gone" >&2; exit 65', /^podman unshare: process 4711 is gone$/],
    ['exit 125', /^podman unshare: ended with 125$/],
  ])('what went wrong there is passed on: %s', async (script, message) => {
    using asked = running(script)
    await expect(asked.answer).rejects.toThrow(message)
  })
})
