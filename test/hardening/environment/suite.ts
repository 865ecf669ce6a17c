import { HOOK } from '../../../scripts/matrix/binary.ts'
import { runLanes } from '../machine/lane.ts'
import type { Suite } from '../suite.ts'
import { CASES } from './axes.ts'

/**
 * Variables by which the environment of an image, or of whoever starts a container, names a library, a script, a
 * configuration or a place for files: with the entries of hooks.d none of it reaches the hook. Without their `env` it
 * does, which is what the control shows (CVE-2025-23266 was that, in another hook).
 */
export const environment: Suite = {
  name: 'environment',
  ci: 300,
  full: CASES.length,
  needs: { root: true, executable: true, commands: ['runc', 'crun', 'podman', 'busybox', 'cc'] },
  run: (size, seed) => runLanes(new URL('program.ts', import.meta.url), HOOK, size, seed),
}
