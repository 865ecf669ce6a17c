import type { Runtime } from '../model/situation.ts'
import type { Config } from '../parse/config.ts'

/** crun.1, "run.oci.keep_original_groups": setgroups(2) is skipped, so every group of config.json is lost. */
export const KEEP_GROUPS = 'run.oci.keep_original_groups'

/** Whether the container's process will have its caller's groups; any value but "0" means yes (crun, linux.c). */
export function keepsGroups({ annotations }: Config, { name }: Runtime): boolean {
  const value = annotations?.[KEEP_GROUPS]
  return value !== undefined && value !== '0' && name !== 'runc'
}
