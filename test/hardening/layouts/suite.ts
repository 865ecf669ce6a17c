import { onMachine } from '../machine/machine.ts'
import type { Found, Suite } from '../suite.ts'
import type { Task } from './on-machine.ts'

/**
 * Hostile root file systems: a container whose /dev, whose directories or whose nodes are not what they seem, started for
 * real with the executable among its hooks. No inode of the host may change, its change time included, nothing may be
 * made outside the container, and no mount may show up; what the runtime does to the host without us is not counted.
 */
export const layouts: Suite = {
  name: 'hostile rootfs',
  ci: 240,
  full: 2400,
  limit: 600,
  needs: { root: true, executable: true, commands: ['crun', 'runc', 'podman', 'busybox'] },
  run: (size, seed) => onMachine<Task, Found>(new URL('on-machine.ts', import.meta.url), { size, seed, ...onlyCase() }),
}

/** To look at one case alone: its number stands before its name. */
function onlyCase(): Pick<Task, 'only'> {
  const number = process.env.OCI_DEVICE_HOOK_CASE
  return number === undefined ? {} : { only: Number(number) }
}
