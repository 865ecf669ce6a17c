import type { RuntimeSystem } from '../system.ts'
import { withAddon } from './addon.ts'
import { configMentions } from './config-glance.ts'
import { openContainer } from './container.ts'
import { linuxSystem } from './linux.ts'

/** The machine, when a container was created. */
export async function linuxRuntimeSystem(): Promise<RuntimeSystem> {
  const system = await linuxSystem()
  return { ...system, configMentions, openContainer: (state) => withAddon(() => openContainer(state)) }
}
