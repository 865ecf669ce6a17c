import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { missing, scratch } from './support/run.ts'

const isRoot = process.getuid?.() === 0
const skipped = isRoot ? missing('unshare') : 'needs root'

/** The null device under a name of the camera's, as an engine gives it: root:44 0660, for user 1000. */
function config(annotations: Record<string, string> = {}): string {
  const device = { path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }
  const rules = [{ allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' }]
  const ours = Object.entries(annotations).map(([key, value]) => [`oci-device-hook/${key}`, value])
  const linux = { devices: [device], resources: { devices: rules } }
  return JSON.stringify({ process: { user: { uid: 1000, gid: 1000 } }, annotations: Object.fromEntries(ours), linux })
}

/** precreate under a policy: /etc and /run of a mount namespace of its own. */
function precreate(toml: string | undefined, stdin: string, env: Record<string, string> = {}, args = ['precreate']) {
  const directory = scratch()
  const policy = join(directory, 'policy.toml')
  writeFileSync(policy, toml ?? '')
  const script = `
    mount -t tmpfs -o mode=755 tmpfs /run && mount -t tmpfs -o mode=755 tmpfs /etc || exit 99
    ${toml === undefined ? '' : 'mkdir /etc/oci-device-hook && install -m 644 "$POLICY" /etc/oci-device-hook/policy.toml'}
    unset POLICY
    exec "$@"`
  const under = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', inject('executable'), ...args]
  const { status, stdout, stderr } = spawnSync('unshare', under, {
    input: stdin,
    env: { PATH: process.env.PATH ?? '', POLICY: policy, ...env },
    encoding: 'utf8',
  })
  const uid = status === 0 ? JSON.parse(stdout).linux.devices[0].uid : undefined
  return { status, uid, stderr }
}

describe.skipIf(skipped !== undefined)('the executable and a policy file', () => {
  test.each<[string, string | undefined, Record<string, string>, number, number | undefined]>([
    ['no file: served', undefined, {}, 0, 1000],
    ['an empty file: served', '', {}, 0, 1000],
    ['the class denied: left as it is', '[deny]\nclasses = ["other"]', {}, 0, 0],
    ['the class denied, and required: not started', '[deny]\nclasses = ["other"]', { require: 'all' }, 77, undefined],
    [
      'the same, and the policy says to go on',
      'on_denied = "continue"\n[deny]\nclasses = ["other"]',
      { require: 'all' },
      0,
      0,
    ],
    ['another class allowed: left as it is', '[allow]\nclasses = ["gpu"]', {}, 0, 0],
    ['the number in a range: left as it is', '[deny]\nnumbers = ["c 1:3-9"]', {}, 0, 0],
    ['the number in no range: served', '[deny]\nnumbers = ["c 1:4-9"]', {}, 0, 1000],
    ['a broken file: goes through', 'x = 1', {}, 0, 0],
    ['a broken file, and it asked: not started', 'x = 1', { mode: 'auto' }, 78, undefined],
    ['mode=off that counts: left as it is', '', { mode: 'off' }, 0, 0],
    ['mode=off that does not count: served', 'annotations = "none"', { mode: 'off' }, 0, 1000],
  ])('%s', (_what, toml, annotations, status, uid) => {
    expect(precreate(toml, config(annotations))).toMatchObject({ status, uid })
  })

  test('says line and column of what it does not understand', () => {
    const { stderr } = precreate('on_denied = "fail"\n[deny]\n  gids = [5]\n', config({ mode: 'auto' }))
    expect(stderr).toContain('/etc/oci-device-hook/policy.toml:3:3: unknown key "gids" in [deny]')
  })

  test('goes by no other file that the environment or an argument names', () => {
    const home = scratch()
    mkdirSync(join(home, '.config/oci-device-hook'), { recursive: true })
    writeFileSync(join(home, '.config/oci-device-hook/policy.toml'), '[deny]\nclasses = ["other"]')
    for (const directory of [home, join(home, '.config'), join(home, '.config/oci-device-hook')])
      chmodSync(directory, 0o755)
    const env = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), OCI_DEVICE_HOOK_POLICY: join(home, '.config') }
    expect(precreate(undefined, config(), env)).toMatchObject({ status: 0, uid: 1000 })
    const named = ['precreate', '--policy', join(home, '.config/oci-device-hook/policy.toml')]
    expect(precreate(undefined, config(), env, named).status).toBe(64)
  })
})
