import fs from 'node:fs'
import { isIdentity } from '../../core/resolve/idmap.ts'
import type { System } from '../system.ts'
import { withAddon } from './addon.ts'
import { openContainer } from './container.ts'
import { linuxHost } from './host.ts'
import { writeLog } from './log.ts'
import { mayOpen } from './probe.ts'

/** The machine. Nothing is loaded or looked at before it is asked for. */
export function linuxSystem(): System {
  const host = linuxHost()
  return {
    host,
    openContainer: (state) => withAddon(() => openContainer(state)),
    mayOpen: (who, questions) => withAddon(() => mayOpen(who, questions)),
    release: (node) => fs.closeSync(node),
    log: writeLog,
    now: () => new Date().toISOString(),
    elapsedMs: () => Math.round(process.uptime() * 1000),
    get isRealRoot() {
      return process.geteuid?.() === 0 && isIdentity(host.ownMaps().uid)
    },
  }
}
