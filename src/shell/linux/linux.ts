import fs from 'node:fs'
import { isIdentity, parseIdMap } from '../../core/resolve/idmap.ts'
import { guessRuntime } from '../../core/resolve/runtime.ts'
import type { System } from '../system.ts'
import { withAddon } from './addon.ts'
import { openContainer } from './container.ts'
import { linuxHost } from './host.ts'
import { mayOpen } from './probe.ts'
import { runtimeEvidence } from './runtime.ts'

/** The machine. Nothing is loaded or looked at before it is asked for. */
export function linuxSystem(): System {
  const host = linuxHost()
  return {
    host,
    openContainer: (state) => withAddon(() => openContainer(state)),
    mayOpen: (asker, questions) => withAddon(() => mayOpen(asker, questions)),
    release: (node) => fs.closeSync(node),
    get isRealRoot() {
      return process.geteuid?.() === 0 && isIdentity(parseIdMap(fs.readFileSync('/proc/self/uid_map', 'latin1')))
    },
    runtime: () => guessRuntime(runtimeEvidence()),
    ownPath: process.execPath,
  }
}
