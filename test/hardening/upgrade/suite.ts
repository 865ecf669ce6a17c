import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/** The executable is replaced by rename(2) in a loop while it is started: it reads itself again, by name, as it starts. */
export const upgrade: Suite = {
  name: 'upgrade',
  ci: 100,
  full: 1000,
  needs: { root: true, executable: true },
  // One machine: each takes 240 MB for two executables.
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed, 1),
}
