import fs from 'node:fs'
import { guessRuntime } from '../../core/resolve/runtime.ts'
import type { System } from '../system.ts'
import { withAddon } from './addon.ts'
import { callerGroups } from './caller-groups.ts'
import { linuxHost } from './host.ts'
import { loadPolicy } from './policy-file.ts'
import { mayOpen } from './probe.ts'
import { runtimeEvidence } from './runtime.ts'
import { isInitialUserNamespace } from './self.ts'

/** The machine, before there is a container. Nothing but the policy is loaded or looked at before it is asked for. */
export async function linuxSystem(): Promise<System> {
  const host = linuxHost()
  const policy = await loadPolicy()
  return {
    policy,
    host: { ...host, open: (path) => withAddon(() => host.open(path)) },
    mayOpen: (asker, questions) => withAddon(() => mayOpen(asker, questions)),
    release: (node) => fs.closeSync(node),
    get isRealRoot() {
      return process.geteuid?.() === 0 && isInitialUserNamespace()
    },
    callerGroups,
    runtime: () => guessRuntime(runtimeEvidence()),
    ownPath: process.execPath,
  }
}
