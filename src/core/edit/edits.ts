import type { Config } from '../parse/config.ts'
import type { PrecreateAction } from '../plan/decision.ts'
import { KEEP_GROUPS } from '../resolve/keep-groups.ts'
import type { Edit, Json } from './edit.ts'

type Editor<K> = (action: Extract<PrecreateAction, { do: K }>, config: Config, hookPath: string) => readonly Edit[]

/** From action to edits: an action without a row does not compile. What config.json already says is not written again. */
const EDITORS: { readonly [K in PrecreateAction['do']]: Editor<K> } = {
  'set-owner': ({ index, uid, gid, mode }, config) => {
    const entry = config.linux?.devices?.[index]
    return [
      ...setField(index, 'fileMode', mode, entry?.fileMode),
      ...setField(index, 'uid', uid, entry?.uid),
      ...setField(index, 'gid', gid, entry?.gid),
    ]
  },
  'add-group': ({ gid }, config) =>
    config.process?.user?.additionalGids?.includes(gid) === true
      ? []
      : [{ op: 'append', path: ['process', 'user', 'additionalGids'], values: [gid] }],
  'add-device': ({ path, number, uid, gid, mode }) => {
    const { type, major, minor } = number
    return [
      { op: 'append', path: ['linux', 'devices'], values: [{ path, type, major, minor, fileMode: mode, uid, gid }] },
    ]
  },
  'allow-device': ({ number, access }) => {
    const { type, major, minor } = number
    const values: Json[] = [{ allow: true, type, major, minor, access }]
    return [{ op: 'append', path: ['linux', 'resources', 'devices'], values }]
  },
  'keep-groups': () => [{ op: 'set', path: ['annotations', KEEP_GROUPS], value: '1' }],
  'plant-hook': (_, config, path) => {
    if (config.hooks?.createRuntime?.some((hook) => hook.path === path) === true) return []
    const args = ['oci-device-hook', 'createRuntime']
    const hook: Json = { path, args, env: HOOK_ENVIRONMENT, timeout: HOOK_TIMEOUT }
    return [{ op: 'append', path: ['hooks', 'createRuntime'], values: [hook] }]
  },
  'add-mount': ({ path, source }) => [
    { op: 'append', path: ['mounts'], values: [{ destination: path, type: 'bind', source, options: BIND }] },
  ],
  drop: ({ from, index }) => [
    { op: 'remove', path: from === 'mounts' ? ['mounts', index] : ['linux', 'devices', index] },
  ],
}

/** Options of podman's own bind mounts of devices in rootless containers. */
const BIND = ['bind', 'nosuid', 'noexec', 'rw', 'rprivate']

/** How the hook is to be started when it plants itself. Never with the environment of the image (CVE-2025-23266). */
const HOOK_ENVIRONMENT = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin']
const HOOK_TIMEOUT = 10

/**
 * The edits that carry out the actions, in their order, without doubles (two devices of one group add it once).
 *
 * @param hookPath Where this program is, for the hook that it plants.
 */
export function editsFor(actions: readonly PrecreateAction[], config: Config, hookPath: string): Edit[] {
  const edits = actions.flatMap((action) => edit(action, config, hookPath))
  const first = new Map(edits.map((each) => [JSON.stringify(each), each]))
  return [...first.values()]
}

function edit<K extends PrecreateAction['do']>(
  action: Extract<PrecreateAction, { do: K }>,
  config: Config,
  hook: string,
) {
  return EDITORS[action.do as K](action, config, hook)
}

/** podman writes the whole st_mode, file type included, into fileMode: what is written here is the permission bits alone. */
function setField(index: number, field: string, value: number, current: number | null | undefined): Edit[] {
  return value === current ? [] : [{ op: 'set', path: ['linux', 'devices', index, field], value }]
}
