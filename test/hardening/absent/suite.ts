import { HOOK } from '../../../scripts/matrix/binary.ts'
import { onMachine } from '../machine/machine.ts'
import type { Found, Suite } from '../suite.ts'
import { FEATURES } from './features.ts'
import { ALL_FLOWS } from './flows.ts'

const ALL = FEATURES.length * ALL_FLOWS.length

/**
 * Each system call that an older kernel does not have is answered with ENOSYS, in each flow. The hook works by the
 * fallback that docs/kernel-features.md names, or refuses in a sentence, and never goes back to paths.
 */
export const absentFeatures: Suite = {
  name: 'feature absent',
  ci: ALL,
  full: ALL,
  needs: { root: true, executable: true, commands: ['strace', 'busybox'] },
  run: (size) => onMachine<object, Found>(new URL('program.ts', import.meta.url), { executable: HOOK, size }),
}
