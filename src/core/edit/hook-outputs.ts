import type { Config } from '../parse/config.ts'
import type { PrecreateAction } from '../plan/decision.ts'
import type { Edit } from './edit.ts'

/**
 * Annotations by which a container names files for what its hooks say. crun opens both, as root and creating them, as
 * soon as the container has a hook (container.c, open_hooks_output).
 */
export const OUTPUTS: readonly string[] = ['run.oci.hooks.stderr', 'run.oci.hooks.stdout']
/** Where crun's hooks say it without them. */
export const NOWHERE = '/dev/null'

/** Those that a planted hook would make crun open: a container without hooks could not, so it must not by ours. */
export function outputsToMute(actions: readonly PrecreateAction[], { annotations }: Config): readonly string[] {
  if (!actions.some((action) => action.do === 'plant-hook')) return []
  return OUTPUTS.filter((key) => (annotations?.[key] ?? NOWHERE) !== NOWHERE)
}

/** Points them nowhere. */
export function mute(keys: readonly string[]): Edit[] {
  return keys.map((key) => ({ op: 'set', path: ['annotations', key], value: NOWHERE }))
}
