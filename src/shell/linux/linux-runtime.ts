import type { RuntimeSystem } from '../system.ts'
import { withAddon } from './addon.ts'
import { openContainer } from './container.ts'
import { linuxSystem } from './linux.ts'

/** The machine, when a container was created. */
export async function linuxRuntimeSystem(): Promise<RuntimeSystem> {
  return { ...(await linuxSystem()), openContainer: (state) => withAddon(() => openContainer(state)) }
}
