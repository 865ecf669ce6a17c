import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/** All steps of the three flows vary by a few from run to run. */
const FULL = 480

/** The hook is killed on its way into each of its system calls. Nothing stays behind, and the next start works. */
export const killHook: Suite = {
  name: 'kill the hook',
  ci: 100,
  full: FULL,
  needs: { root: true, executable: true, commands: ['strace', 'busybox'] },
  run: async (size, seed) =>
    runLanes(new URL('program.ts', import.meta.url), HOOK, size < FULL ? size : Number.MAX_SAFE_INTEGER, seed),
}
