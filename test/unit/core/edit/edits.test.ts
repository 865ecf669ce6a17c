import { expect, test } from 'vitest'
import { editsFor } from '../../../../src/core/edit/edits.ts'
import { outputsToMute } from '../../../../src/core/edit/hook-outputs.ts'
import { splice } from '../../../../src/core/edit/splice.ts'
import type { ContainerGid, ContainerUid } from '../../../../src/core/model/ids.ts'
import type { DevicePath } from '../../../../src/core/model/paths.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import type { PrecreateAction } from '../../../../src/core/plan/decision.ts'

const HOOK = '/usr/libexec/oci-device-hook'
const [uid, gid] = [1000 as ContainerUid, 1000 as ContainerGid]
const owner: PrecreateAction = { do: 'set-owner', index: 0, uid, gid, mode: 0o660 }
const withEntry = (entry: object) =>
  checkConfig({ linux: { devices: [{ path: '/dev/x', type: 'c', major: 1, minor: 3, ...entry }] } })

test.each<[string, object, string[]]>([
  ['writes uid, gid and fileMode where the entry has none', {}, ['fileMode', 'uid', 'gid']],
  ['writes what differs and nothing else', { uid: 1000, gid: 44, fileMode: 0o660 }, ['gid']],
  ['writes nothing that the entry says already', { uid: 1000, gid: 1000, fileMode: 0o660 }, []],
  ['writes the permission bits over the st_mode of podman', { uid: 1000, gid: 1000, fileMode: 0o20660 }, ['fileMode']],
  ['takes a null for nothing', { uid: null, gid: null, fileMode: null }, ['fileMode', 'uid', 'gid']],
])('editsFor() a new owner %s', (_claim, entry, fields) => {
  expect(editsFor([owner], withEntry(entry), HOOK).map(({ path }) => path.at(-1))).toEqual(fields)
})

test('editsFor() adds a group once, for however many devices', () => {
  const group: PrecreateAction = { do: 'add-group', gid: 44 as ContainerGid }
  expect(editsFor([group, group], checkConfig({}), HOOK)).toEqual([
    { op: 'append', path: ['process', 'user', 'additionalGids'], values: [44] },
  ])
})

test('editsFor() does not add a group that is there', () => {
  const config = checkConfig({ process: { user: { additionalGids: [44] } } })
  expect(editsFor([{ do: 'add-group', gid: 44 as ContainerGid }], config, HOOK)).toEqual([])
})

test('editsFor() a new device appends the entry, then the rule', () => {
  const number = { type: 'c', major: 1, minor: 3 } as const
  const path = '/dev/x' as DevicePath
  const actions: PrecreateAction[] = [
    { do: 'add-device', path, number, uid, gid, mode: 0o660 },
    { do: 'allow-device', number, access: 'rw' },
  ]
  const entry = { path: '/dev/x', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 1000, gid: 1000 }
  const rule = { allow: true, type: 'c', major: 1, minor: 3, access: 'rw' }
  expect(editsFor(actions, checkConfig({}), HOOK)).toEqual([
    { op: 'append', path: ['linux', 'devices'], values: [entry] },
    { op: 'append', path: ['linux', 'resources', 'devices'], values: [rule] },
  ])
})

test('editsFor() plants our hook with an environment that is not empty: podman drops an empty one', () => {
  const [edit] = editsFor([{ do: 'plant-hook' }], checkConfig({}), HOOK)
  expect(edit).toMatchObject({ path: ['hooks', 'createRuntime'] })
  const [hook] = edit?.op === 'append' ? edit.values : []
  expect(hook).toEqual({
    path: HOOK,
    args: ['oci-device-hook', 'createRuntime'],
    env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
    timeout: 10,
  })
})

test.each<[string, string, readonly string[] | null | undefined, boolean]>([
  ['is there', HOOK, ['oci-device-hook', 'createRuntime'], false],
  ['is there under its older name', HOOK, ['oci-device-hook', 'prestart'], false],
  [
    'is there as the hook of a CDI spec alone',
    HOOK,
    ['oci-device-hook', 'create-symlinks', '--link', '/dev/a', '/dev/b'],
    true,
  ],
  ['is there at precreate alone', HOOK, ['oci-device-hook', 'precreate'], true],
  ['is there without arguments', HOOK, undefined, true],
  ['is there with null for arguments', HOOK, null, true],
  ['is there with the name of what every object has', HOOK, ['oci-device-hook', 'constructor'], true],
  ["is somebody else's", '/usr/bin/other', ['oci-device-hook', 'createRuntime'], true],
])('editsFor() looks for itself before it plants our hook: what %s', (_what, path, args, plants) => {
  const config = checkConfig({ hooks: { createRuntime: [{ path: '/x' }, { path, args }] } })
  expect(editsFor([{ do: 'plant-hook' }], config, HOOK)).toHaveLength(plants ? 1 : 0)
})

test.each([
  ['stderr', { 'run.oci.hooks.stderr': '/etc/ld.so.preload' }, ['run.oci.hooks.stderr']],
  ['stdout', { 'run.oci.hooks.stdout': '/x', 'run.oci.hooks.stderr': '/dev/null' }, ['run.oci.hooks.stdout']],
  [
    'both',
    { 'run.oci.hooks.stdout': '/x', 'run.oci.hooks.stderr': '' },
    ['run.oci.hooks.stderr', 'run.oci.hooks.stdout'],
  ],
  ['none', { 'run.oci.hooks.other': '/x' }, []],
])(
  'editsFor() a planted hook points %s of the files that crun would open for it at /dev/null',
  (_which, given, muted) => {
    const config = checkConfig({ annotations: given })
    const edits = muted.map((key) => ({ op: 'set', path: ['annotations', key], value: '/dev/null' }))
    const [plant, ...rest] = editsFor([{ do: 'plant-hook' }, { do: 'plant-hook' }], config, HOOK)
    expect([plant?.path, rest]).toEqual([['hooks', 'createRuntime'], edits])
    expect(outputsToMute([{ do: 'plant-hook' }], config)).toEqual(muted)
  },
)

test('editsFor() leaves those files to the hooks of others, where none is planted', () => {
  const config = checkConfig({
    annotations: { 'run.oci.hooks.stderr': '/x' },
    hooks: { createRuntime: [{ path: '/y' }] },
  })
  expect(editsFor([owner], { ...withEntry({}), ...config }, HOOK).some(({ path }) => path[0] === 'annotations')).toBe(
    false,
  )
})

test('the edits of a planted hook are spliced in, whatever way the keys are written', () => {
  const text = '{"annotations":{"a":"b","run.oci.hooks.\\u0073tderr" : "/etc/cron.d/x"}}'
  const config = checkConfig(JSON.parse(text))
  const edited = JSON.parse(splice(text, editsFor([{ do: 'plant-hook' }], config, HOOK), HOOK))
  expect(edited.annotations).toEqual({ a: 'b', 'run.oci.hooks.stderr': '/dev/null' })
})
