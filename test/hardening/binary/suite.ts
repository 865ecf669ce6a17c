import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/**
 * The malformed input of the suite `malformed`, through the executable: stages with a real process and a real bundle,
 * policy files in their place, and stages that do not exist. It never ends by a signal, and takes little time and memory.
 */
export const binary: Suite = {
  name: 'malformed executable',
  ci: 500,
  full: 5000,
  needs: { root: true, executable: true, commands: ['busybox'] },
  run: (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
