import { linuxSystem } from './shell/linux/linux.ts'
import type { Precreate } from './shell/pipeline/run-precreate.ts'
import { servePrecreate } from './shell/pipeline/serve-precreate.ts'

// What else may be loaded late, and has most of its needs in common with this part: so it is no part of its own.
export { connectSystemLog } from './shell/linux/system-log.ts'

/** The part of precreate that only containers with devices need. */
export async function loadPrecreate(): Promise<Precreate> {
  return { system: await linuxSystem(), serve: servePrecreate }
}
