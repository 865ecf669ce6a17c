import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/** There are some more, which vary by a few from run to run: V8 takes its memory as it likes. All of them are run then. */
const FULL = 4500

/**
 * Each system call that the hook makes after Node's start is answered with each of ten errors, in three flows. Whatever
 * the hook makes of that: exit 0 means that the container's user opens the device, or that stdout is the right config.json;
 * and nothing stays behind, change times of the host's inodes included.
 */
export const faults: Suite = {
  name: 'faults',
  ci: 950,
  full: FULL,
  needs: { root: true, executable: true, commands: ['strace', 'busybox'] },
  run: async (size, seed) =>
    runLanes(new URL('program.ts', import.meta.url), HOOK, size < FULL ? size : Number.MAX_SAFE_INTEGER, seed),
}
