import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/**
 * crun and runc are killed while their hook stands still at one of 20 points of its run. The hook goes on as an orphan: it
 * changes nothing any more, nothing stays behind, and the next start works.
 */
export const killRuntime: Suite = {
  name: 'kill the runtime',
  ci: 12,
  full: 80,
  needs: { root: true, executable: true, commands: ['strace', 'busybox', 'crun', 'runc'] },
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
