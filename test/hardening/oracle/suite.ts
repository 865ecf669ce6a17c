import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'
import { SAMPLES } from './samples.ts'

/**
 * What the hook may ask of the kernel, as rules over the log of strace: no path that somebody could swap, no network, no
 * other program. And a second run on the same container changes nothing.
 */
export const oracle: Suite = {
  name: 'system calls',
  ci: 50,
  full: SAMPLES.length,
  needs: { root: true, executable: true, commands: ['strace', 'busybox'] },
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
