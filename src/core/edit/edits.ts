import { STAGES } from '../model/stage.ts'
import type { Config } from '../parse/config.ts'
import type { PrecreateAction } from '../plan/decision.ts'
import { KEEP_GROUPS } from '../resolve/keep-groups.ts'
import { deviceMount, plantedHook } from './additions.ts'
import type { Edit, Json } from './edit.ts'
import { mute, outputsToMute } from './hook-outputs.ts'

type Hook = NonNullable<NonNullable<Config['hooks']>['createRuntime']>[number]
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
    const isPlanted = config.hooks?.createRuntime?.some((hook) => isOurStage(hook, path)) === true
    return isPlanted ? [] : [{ op: 'append', path: ['hooks', 'createRuntime'], values: [plantedHook(path)] }]
  },
  'add-mount': ({ path, source }) => [{ op: 'append', path: ['mounts'], values: [deviceMount(path, source)] }],
  drop: ({ from, index }) => [
    { op: 'remove', path: from === 'mounts' ? ['mounts', index] : ['linux', 'devices', index] },
  ],
}

/** This program in this stage, under either of its names: it is also the hook of our CDI specs, which only makes links. */
function isOurStage({ path, args }: Hook, program: string): boolean {
  return path === program && STAGES[args?.[1] ?? ''] === 'createRuntime'
}

/**
 * The edits that carry out the actions, in their order, without doubles (two devices of one group add it once).
 *
 * @param hookPath Where this program is, for the hook that it plants.
 */
export function editsFor(actions: readonly PrecreateAction[], config: Config, hookPath: string): Edit[] {
  const edits = actions.flatMap((action) => edit(action, config, hookPath))
  edits.push(...mute(outputsToMute(actions, config)))
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
