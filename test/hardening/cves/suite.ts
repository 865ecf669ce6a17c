import { onMachine } from '../machine/machine.ts'
import type { Found, Suite } from '../suite.ts'

/** Published holes of this class, in runtimes, engines and tools that do the same work: none of them is one here. */
export const cves: Suite = {
  name: 'published holes',
  ci: 56,
  full: 56,
  limit: 600,
  needs: { root: true, executable: true, commands: ['jq', 'busybox', 'strace', 'nsenter', 'setpriv', 'runc'] },
  run: () => onMachine<null, Found>(new URL('on-machine.ts', import.meta.url), null),
}
