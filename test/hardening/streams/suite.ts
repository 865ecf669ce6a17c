import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'
import { CASES } from './cases.ts'

/** stdin that is none, stdout that loses what it is given, and too little of what a process needs: no success by mistake. */
export const streams: Suite = {
  name: 'streams and limits',
  // Some limits leave Node's own start hanging until the runtime's timeout, 10 s a case.
  ci: 30,
  full: CASES.length,
  needs: { root: true, executable: true, commands: ['busybox', 'prlimit', 'script', 'timeout'] },
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
