import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'

/** The hook's answer to "may this user open it?", beside a child that becomes the user and opens it. */
export const access: Suite = {
  name: 'access',
  ci: 4096,
  full: 40_960,
  needs: { root: true, commands: ['setfacl', 'getfacl'] },
  run: async (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed, 1),
}
