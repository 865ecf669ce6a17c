import { cold } from './cold.ts'
import { inUse } from './in-use.ts'
import type { Bench } from './kit.ts'
import { onDisk } from './on-disk.ts'

/** Memory of the hook at its last step, the size of the executable, and a start that finds nothing in the page cache. */
export const memory: Bench = {
  name: 'memory',
  run: async (kit) => [inUse(kit), onDisk(), cold(kit)],
}
