import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/**
 * While the hook is stopped somewhere in its run, the container's process dies and its number goes to the init of another
 * container, a decoy with the same paths. Then the hook goes on. Nothing of the decoy may change.
 */
export const reuse: Suite = {
  name: 'reused pid',
  ci: 500,
  full: 10_000,
  needs: { root: true, executable: true, commands: ['busybox'] },
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
