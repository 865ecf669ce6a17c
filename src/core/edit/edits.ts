import type { Config, ConfigDevice } from '../parse/config.ts'
import type { PrecreateAction } from '../plan/decision.ts'
import type { Edit, Json } from './edit.ts'

type Editor<K> = (action: Extract<PrecreateAction, { do: K }>, config: Config) => readonly Edit[]

/** From action to edits: an action without a row does not compile. What config.json already says is not written again. */
const EDITORS: { readonly [K in PrecreateAction['do']]: Editor<K> } = {
  'set-owner': ({ index, uid, gid, mode }, config) => {
    const entry = config.linux?.devices?.[index]
    return [
      ...setField(index, 'fileMode', mode, permissionBits(entry)),
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
}

/** The edits that carry out the actions, in their order, without doubles (two devices of one group add it once). */
export function editsFor(actions: readonly PrecreateAction[], config: Config): Edit[] {
  const edits = actions.flatMap((action) => edit(action, config))
  const first = new Map(edits.map((each) => [JSON.stringify(each), each]))
  return [...first.values()]
}

function edit<K extends PrecreateAction['do']>(action: Extract<PrecreateAction, { do: K }>, config: Config) {
  return EDITORS[action.do as K](action, config)
}

function setField(index: number, field: string, value: number, current: number | null | undefined): Edit[] {
  return value === current ? [] : [{ op: 'set', path: ['linux', 'devices', index, field], value }]
}

/** podman writes the whole st_mode, file type included, into fileMode: only the permission bits are compared. */
function permissionBits(entry: ConfigDevice | undefined): number | undefined {
  return entry?.fileMode === null || entry?.fileMode === undefined ? undefined : entry.fileMode & 0o7777
}
