import { parseState } from '../../src/core/parse/state.ts'
import type { Decision, PrecreateAction, RuntimeAction } from '../../src/core/plan/decision.ts'
import { runCreateRuntime } from '../../src/shell/pipeline/create-runtime.ts'
import { planPrecreate } from '../../src/shell/pipeline/precreate.ts'
import { RecordingSystem, type World, type WorldNode } from './recorder.ts'
import { state } from './stage.ts'

/** The parts of config.json that decide; the rest is filled in. */
export interface Parts {
  readonly user?: object
  readonly capabilities?: object
  readonly annotations?: Readonly<Record<string, string>>
  readonly devices?: readonly object[]
  readonly rules?: readonly object[]
  readonly mounts?: readonly object[]
  readonly linux?: object
}

/** A camera as udev leaves it: root:video 0660. */
export const VIDEO: WorldNode = { number: { type: 'c', major: 81, minor: 0 }, uid: 0, gid: 44, mode: 0o660 }
/** The entry that an engine makes of it for `--device`. */
export const VIDEO_ENTRY = { path: '/dev/video0', type: 'c', major: 81, minor: 0, fileMode: 0o660, uid: 0, gid: 44 }
export const VIDEO_RULES = [
  { allow: false, access: 'rwm' },
  { allow: true, type: 'c', major: 81, minor: 0, access: 'rwm' },
]
/** So that rules leave no question. */
const ALLOW_ALL = [{ allow: true, access: 'rwm' }]
export const VIDEO_MOUNT = { destination: '/dev/video0', type: 'bind', source: '/dev/video0', options: ['bind'] }
export const HOST = { '/dev/video0': VIDEO }

/** Annotations of ours. */
export function asking(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`oci-device-hook/${key}`, value]))
}

/** A config.json for user 1000. */
export function configOf({
  user = { uid: 1000, gid: 1000 },
  capabilities = {},
  annotations = {},
  ...rest
}: Parts): object {
  const { devices = [], rules = ALLOW_ALL, mounts = [], linux = {} } = rest
  const process = { user, capabilities }
  return {
    process,
    annotations,
    mounts,
    root: { path: 'rootfs' },
    linux: { devices, resources: { devices: rules }, ...linux },
  }
}

/** What precreate decides about the devices of a container. */
export function decideBefore(parts: Parts, world: World = {}): readonly Decision<PrecreateAction>[] {
  return planPrecreate(configOf(parts), new RecordingSystem({ host: HOST, ...world })).decisions
}

/** What createRuntime decides, and does to the world. */
export function decideAtRuntime(parts: Parts, world: World = {}) {
  const system = new RecordingSystem({ host: HOST, config: JSON.stringify(configOf(parts)), ...world })
  const scene = { container: system.openContainer(), system, progress: { changed: false } }
  const { decisions } = runCreateRuntime(parseState(state()), JSON.parse(scene.container.configText), scene)
  return { decisions: decisions as readonly Decision<RuntimeAction>[], calls: system.calls }
}
