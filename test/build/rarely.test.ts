import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { bundle } from '../../scripts/build/bundle.ts'
import { buildExecutable } from '../../scripts/build/executable.ts'
import { pack } from '../../scripts/build/pack.ts'
import { thisPlatform } from '../../scripts/build/platform.ts'
import { RARE_FILES } from '../../scripts/build/rare-files.ts'
import { entries, product } from './support/build-once.ts'
import { systemCallsOf } from './support/flows.ts'
import { missing, run } from './support/run.ts'

/*
 * An executable without the parts that hold what is rarely called: what works with it does not load them, and what does
 * not work any more is the control.
 */
const directory = mkdtempSync(join(tmpdir(), 'oci-device-hook-rarely-'))
const crippled = join(directory, 'oci-device-hook')

beforeAll(async () => {
  const { main, parts } = pack(await bundle(entries.main, product), () => {})
  const rare = Object.keys(RARE_FILES)
  expect([...parts.keys()]).toEqual(expect.arrayContaining(rare))
  const common = new Map([...parts].filter(([name]) => !rare.includes(name)))
  buildExecutable({ scripts: { main, parts: common }, platform: thisPlatform(), executable: crippled }, () => {})
}, 120_000)

afterAll(() => rmSync(directory, { recursive: true }))

test.for(['precreate', 'createRuntime'] as const)(
  '%s of one device calls nothing that is rarely called',
  async (flow, { skip }) => {
    const reason = ['strace', 'jq', 'nsenter'].map(missing).find((each) => each !== undefined)
    if (reason !== undefined) skip(reason)
    if (process.getuid?.() !== 0) skip('needs root, to stand in for a runtime')
    expect(await systemCallsOf(flow, crippled)).toContain('chdir') // It throws when the hook does not succeed.
  },
)

test('a bind mount, about which the kernel has to be asked, does [control]', () => {
  const bind = { destination: '/dev/kvm', source: '/dev/null', type: 'bind', options: ['bind'] }
  const user = { uid: 1000, gid: 1000 }
  const config = { ociVersion: '1.0.2', process: { cwd: '/', args: ['true'], user }, root: { path: 'rootfs' } }
  const annotations = { 'oci-device-hook/require': '/dev/kvm' }
  const start = { args: ['precreate'], stdin: JSON.stringify({ ...config, annotations, mounts: [bind] }) }
  expect(run(inject('executable'), start)).toMatchObject({ status: 0, stderr: '' })
  expect(run(crippled, start).stderr).toContain('internal error')
})
