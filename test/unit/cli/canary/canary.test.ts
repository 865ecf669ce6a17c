import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { runCanary } from '../../../../src/cli/canary/canary.ts'
import { runProgram } from '../../../../src/cli/program.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { FakePrograms } from '../../../support/fake-programs.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

const ID = 'c'.repeat(64)
const run = { time: 't', version: '0.1.0', stage: 'precreate', asked: true, devices: [], exit: 0, ms: 31 }
const LOGGED = JSON.stringify({ ...run, container: ID })

/**
 * A podman that keeps what it was called with in the file "calls".
 *
 * @param create What it does in the place of creating a container, and `start` what in the place of starting it.
 */
function podman({ create = `echo ${ID}`, start = ':' }: { create?: string; start?: string } = {}) {
  return `echo "$@" >> "$(dirname "$0")/calls"
case $1 in
--version) echo "podman version 5.4.2" ;;
create) ${create} ;;
start) ${start} ;;
inspect) echo "$(dirname "$0")/runtime" ;;
esac`
}
const runtime = 'printf "crun version 1.20\\ncommit: 0\\n"'
const logging = `echo '${LOGGED}' >> /run/oci-device-hook/log.jsonl`

describe('runCanary()', () => {
  beforeAll(() => {
    if (process.getuid?.() === 0) usePrivateMounts()
  })
  beforeEach((context) => {
    needsRoot(context)
    coverWithTmpfs('/run')
    fs.mkdirSync('/run/oci-device-hook')
  })

  test('says that the hook ran where its log has the container, and by which runtime', async () => {
    using programs = new FakePrograms({ podman: podman({ start: logging }), runtime })
    expect(await runCanary()).toEqual({
      verdict: 'ran',
      engine: 'podman 5.4.2',
      runtime: 'crun 1.20',
      stage: 'precreate',
      milliseconds: 31,
    })
    expect(programs.lines('calls').at(-1)).toBe(`rm --force ${ID}`)
  })

  test('says so too where the container did not start: it was the hook that refused it', async () => {
    using _programs = new FakePrograms({ podman: podman({ start: `${logging}; exit 126` }), runtime })
    expect(await runCanary()).toMatchObject({ verdict: 'ran' })
  })

  test('says that it did not run where the log has other containers alone', async () => {
    const other = logging.replace(ID, 'd'.repeat(64))
    using _programs = new FakePrograms({ podman: podman({ start: other }), runtime })
    expect(await runCanary()).toMatchObject({ verdict: 'not run', engine: 'podman 5.4.2' })
  })

  test('says nothing about the hook where no container starts, and takes it away', async () => {
    using programs = new FakePrograms({ podman: podman({ start: 'echo "first" >&2; echo "no space" >&2; exit 125' }) })
    expect(await runCanary()).toEqual({
      verdict: 'unknown',
      reason: 'podman 5.4.2 started no container: no space',
    })
    expect(programs.lines('calls').at(-1)).toBe(`rm --force ${ID}`)
  })

  test('is what doctor --canary and its exit code add', async () => {
    using _programs = new FakePrograms({ podman: podman({ start: logging }), runtime })
    const output = recordedOutput()
    await runProgram(['node', 'oci-device-hook', 'doctor', '--canary', '--json'], output)
    expect(JSON.parse(output.stdout).canary).toMatchObject({ verdict: 'ran', runtime: 'crun 1.20' })
    await runProgram(['node', 'oci-device-hook', 'doctor', '--canary'], output)
    expect(output.stdout).toContain('hook ran: podman 5.4.2, crun 1.20, stage precreate, 31 ms')
  })
})

describe('runCanary(), without a container', () => {
  test('says nothing about the hook where none is made, and leaves nothing behind', async () => {
    using directory = new TemporaryDirectory()
    vi.stubEnv('TMPDIR', directory.path)
    onTestFinished(() => void vi.unstubAllEnvs())
    using programs = new FakePrograms({ podman: podman({ create: 'echo "Error: no storage" >&2; exit 125' }) })
    const reason = 'podman 5.4.2 made no container: Error: no storage'
    expect(await runCanary()).toEqual({ verdict: 'unknown', reason })
    expect(programs.lines('calls').some((call) => call.startsWith('rm'))).toBe(false)
    expect(programs.lines('calls').find((call) => call.startsWith('create'))).toContain(`--rootfs ${directory.path}/`)
    expect(fs.readdirSync(directory.path)).toEqual([])
  })

  test('says nothing about the hook where podman is not installed', async () => {
    using _programs = new FakePrograms({}, true)
    expect(await runCanary()).toEqual({ verdict: 'unknown', reason: 'podman is not installed' })
  })

  test('gives the container nothing but its program: no network, no image', async () => {
    using programs = new FakePrograms({ podman: podman({ create: 'exit 1' }) })
    await runCanary()
    const create = programs.lines('calls').find((call) => call.startsWith('create'))
    expect(create).toMatch(/^create --interactive --network none .* --rootfs \S+ \/canary$/)
  })
})
