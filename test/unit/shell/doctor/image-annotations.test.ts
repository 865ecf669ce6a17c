import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { imageAnnotations } from '../../../../src/shell/doctor/checks/image-annotations.ts'
import type { Sources, Subject } from '../../../../src/shell/doctor/sources.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'

const POLICY = '/etc/oci-device-hook/policy.toml'
const HOOKS = '/usr/share/containers/oci/hooks.d'
const ENTRY = JSON.stringify({ hook: { path: '/usr/bin/oci-device-hook' }, stages: ['precreate'] })
const ROOT: Subject = { isRoot: true, user: undefined }

/** A host of these files, whose podman has this version. */
function host(version: string, files: Readonly<Record<string, string>>): Sources {
  const list = (directory: string) => {
    const names = Object.keys(files).flatMap((path) =>
      path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : [],
    )
    return names.length === 0 ? undefined : names
  }
  const run = async () => (version === '' ? undefined : { code: 0, stdout: `podman version ${version}`, stderr: '' })
  // What this check asks for, and nothing else: a question beside it fails.
  return { read: (path: string) => files[path], list, status: () => undefined, run } as unknown as Sources
}

const INSTALLED = { [`${HOOKS}/oci-device-hook.json`]: ENTRY }

const warned = async (version: string, files: Readonly<Record<string, string>>) => {
  const [finding, ...others] = await imageAnnotations.look(host(version, { ...INSTALLED, ...files }), ROOT)
  expect(others).toEqual([])
  expect(finding).toMatchObject({ code: 'IMAGE_ANNOTATIONS', severity: 'warn' })
  expect(finding?.found).toContain(`podman ${version} gives containers the annotations of their images`)
  return finding?.remedy ?? ''
}

test.each(['4.3.1', '4.5.0', '3.4.4'])('imageAnnotations warns of podman %s that runs the hook', async (version) => {
  expect(await warned(version, {})).toBe(`echo 'annotations = "none"' | sudo install -D -m 644 /dev/stdin ${POLICY}`)
})

test.each(['[create]\ndevices = ["/dev/video*"]\n', '# all\nannotations = "all"\non_denied = "continue"\n'])(
  'imageAnnotations has a remedy that keeps the rest of the policy %j',
  async (policy) => {
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('policy.toml'), policy)
    const remedy = await warned('4.3.1', { [POLICY]: policy })
    spawnSync('sh', ['-c', remedy.replace('sudo ', '').replace(POLICY, dir.at('policy.toml'))])
    const mended = parsePolicy(fs.readFileSync(dir.at('policy.toml'), 'utf8'), POLICY)
    expect(mended).toEqual({ ...parsePolicy(policy, POLICY), annotations: [] })
  },
)

test('imageAnnotations sends whoever has a broken policy to its check', async () => {
  expect(await warned('4.3.1', { [POLICY]: 'annotations = [\n' })).toBe('sudo oci-device-hook policy check')
})

test('imageAnnotations puts nothing in the place of a policy that may not be read', async () => {
  const sources = { ...host('4.3.1', INSTALLED), status: () => ({ kind: 'file' }) } as unknown as Sources
  const [finding] = await imageAnnotations.look(sources, ROOT)
  expect(finding?.remedy).toBe('sudo oci-device-hook policy check')
})

test.each([['annotations = "none"'], ['annotations = ["mode"]\n[create]\ndevices = ["/dev/video*"]']])(
  'imageAnnotations is content with the policy %j',
  async (policy) => {
    const findings = await imageAnnotations.look(host('4.3.1', { ...INSTALLED, [POLICY]: policy }), ROOT)
    expect(findings).toMatchObject([{ code: 'IMAGE_ANNOTATIONS', severity: 'ok' }])
  },
)

test.each([
  ['of a later version', '4.5.1', INSTALLED],
  ['that does not run the hook', '4.3.1', {}],
  ['that is not there', '', INSTALLED],
])('imageAnnotations says nothing of a podman %s', async (_which, version, files) => {
  expect(await imageAnnotations.look(host(version, files), ROOT)).toEqual([])
})
