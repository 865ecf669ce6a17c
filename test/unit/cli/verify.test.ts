import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import type { VerifyDocument } from '../../../src/core/verdict/document.ts'
import { needsRoot } from '../../native/support/root.ts'
import { FakeContainer } from '../../support/fake-container.ts'
import { FakePrograms, printing, UNKNOWN_CONTAINER } from '../../support/fake-programs.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

async function verify(...args: string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'verify', ...args], output)
  return { ...output, stderr: output.stderr.replaceAll(/\s*\n\s*/g, ' ') }
}

/** The verdicts of `--json`, as `path: verdict`. */
function verdictsIn(stdout: string): string[] {
  const { devices }: VerifyDocument = JSON.parse(stdout)
  return devices.map(({ path, verdict }) => `${path}: ${verdict}`).sort()
}

const node = (name: string, owner: string) =>
  `mknod "$R/dev/${name}" c 1 3 && chown ${owner} "$R/dev/${name}" && chmod 600 "$R/dev/${name}"`
/** A container with a device of user 1000, and one that is closed to it. */
const furnish = [node('mine', '1000:0'), node('shut', '0:0'), 'mount --bind "$R/dev" /dev'].join(' && ')
const AS_1000 = ['--uid', '1000', '--gid', '1000', '--no-groups']

describe('verify NAME', () => {
  beforeEach(needsRoot)
  const podman = (pid: number) => printing([{ State: { Pid: pid } }])
  const state = (pid: number) => printing({ pid, status: 'running' })

  test.each<[string, (pid: number) => Record<string, string>]>([
    ['podman', (pid) => ({ podman: podman(pid) })],
    ['crun', (pid) => ({ podman: UNKNOWN_CONTAINER, crun: state(pid) })],
    ['runc', (pid) => ({ podman: UNKNOWN_CONTAINER, crun: UNKNOWN_CONTAINER, runc: state(pid) })],
    ['crun, where podman says no JSON', (pid) => ({ podman: 'echo no JSON', crun: state(pid) })],
    ['runc, where no other engine is installed', (pid) => ({ runc: state(pid) })],
  ])('finds the process by %s', async (_, scripts) => {
    using container = new FakeContainer({ furnish })
    using _programs = new FakePrograms({ podman: 'exit 127', crun: 'exit 127', ...scripts(container.pid) })
    const { stdout, stderr, code } = await verify('mine', '--json', ...AS_1000)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ pid: container.pid, identity: { uid: 1000, gid: 1000, groups: [] } })
    expect(verdictsIn(stdout)).toContain('/dev/shut: denied')
    expect(code).toBe(1)
  })

  test('shows people the same', async () => {
    using container = new FakeContainer({ furnish })
    const { stdout, code } = await verify('--pid', `${container.pid}`, '--path', '/dev/shut', ...AS_1000)
    expect(stdout).toContain('/dev/shut')
    expect(stdout).toContain('denied')
    expect(code).toBe(1)
  })
})

/** Where the program that runs is node and not the executable, this one stands in for it. */
function asExecutable() {
  const { execPath } = process
  const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
  const programs = new FakePrograms({ 'oci-device-hook': `exec "${execPath}" "${main}" "$@"` })
  process.execPath = programs.at('oci-device-hook')
  return {
    [Symbol.dispose]() {
      process.execPath = execPath
      programs[Symbol.dispose]()
    },
  }
}

describe('verify --open', () => {
  beforeEach(needsRoot)

  test('opens in a process of its own, which is told whose rights and which paths count', async () => {
    using container = new FakeContainer({ furnish })
    using _executable = asExecutable()
    const pid = ['--pid', `${container.pid}`]
    const some = await verify(...pid, '--open', '--json', ...AS_1000, '--path', '/dev/mine', '/dev/shut')
    expect(some.stderr).toBe('')
    expect(verdictsIn(some.stdout)).toEqual(['/dev/mine: usable', '/dev/shut: denied'])
    const all = await verify(...pid, '--open', '--json')
    expect(verdictsIn(all.stdout)).toEqual(['/dev/mine: usable', '/dev/shut: usable'])
    expect([some.code, all.code]).toEqual([1, 0])
  })

  test('passes on what that process says is wrong, once', async () => {
    using _executable = asExecutable()
    const { stdout, stderr, code } = await verify('--pid', '4194304', '--open')
    expect(stderr).toMatch(/^oci-device-hook: process 4194304: found ENOENT, expected a running container/)
    expect([stdout, code]).toEqual(['', 65])
  })

  test('says so when that process is killed', async () => {
    using programs = new FakePrograms({ killed: 'kill -KILL $$' })
    const { execPath } = process
    process.execPath = programs.at('killed')
    const { stderr, code } = await verify('--pid', '4711', '--open')
    process.execPath = execPath
    expect(stderr).toContain('verify --open was ended')
    expect(code).toBe(65)
  })
})

describe('verify refuses', () => {
  test('a name that no engine knows, and says which were asked', async () => {
    using _programs = new FakePrograms({ podman: UNKNOWN_CONTAINER, crun: UNKNOWN_CONTAINER, runc: UNKNOWN_CONTAINER })
    const { stderr, code } = await verify('theirs')
    expect(stderr).toContain('container "theirs": found no such container, asked podman, crun and runc')
    expect(code).toBe(65)
  })

  test.each([
    ['does not run', { State: { Pid: 0 } }],
    ['names no process', {}],
  ])('a container of which podman %s', async (_, container) => {
    using _programs = new FakePrograms({ podman: printing([container]), crun: UNKNOWN_CONTAINER })
    const { stderr, code } = await verify('mine')
    expect(stderr).toContain('container "mine": podman says that it does not run, expected one that does')
    expect(code).toBe(65)
  })

  test('to look for a container without a name', async () => {
    const { stderr, code } = await verify()
    expect(stderr).toContain('found no container, expected a name, an id, or --pid PID')
    expect(code).toBe(64)
  })

  test.each([
    ['--pid', '0'],
    ['--pid', '4194305'],
    ['--uid', '-1'],
    ['--gid', '4294967295'],
    ['--uid', '1e3'],
  ])('%s %s', async (...args) => {
    expect(await verify('--pid', '1', ...args)).toMatchObject({ stdout: '', code: 64 })
  })
})
