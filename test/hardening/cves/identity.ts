import fs from 'node:fs'
import koffi from 'koffi'
import { READ_WRITE } from '../../../src/core/model/device.ts'
import type { ContainerGid, ContainerUid, HostGid, HostUid } from '../../../src/core/model/ids.ts'
import type { Identity } from '../../../src/core/resolve/identity.ts'
import { mayOpen } from '../../../src/shell/linux/probe.ts'
import type { Handle } from '../../../src/shell/system.ts'
import { CANARY, resetCanary } from './canary.ts'
import type { Harm, Replay } from './replay.ts'

/** Who somebody is, asked of the wrong thread. */
export const IDENTITY: readonly Replay[] = [
  {
    cve: 'CVE-2024-22017',
    was: 'Node.js: after setuid() another thread of the process still worked as root',
    naive: asPoolThread,
    hook: asProbe,
  },
]

const UID = 1000
const NODE = `${CANARY}/video2`

/** Changes the identity of the one thread that it has in hand, and then asks a thread of libuv's pool. */
async function asPoolThread(): Promise<Harm> {
  resetCanary()
  const setfsuid = koffi.load(null).func('int setfsuid(uint32_t uid)')
  setfsuid(UID)
  const opened = await fs.promises.access(NODE, fs.constants.R_OK).then(
    () => true,
    () => false,
  )
  setfsuid(0)
  return opened ? 'uid 1000 was told that it may open what is root:root 0600' : undefined
}

function asProbe(): Harm {
  resetCanary()
  const node = fs.openSync(NODE, fs.constants.O_RDONLY) as Handle
  const [usable] = mayOpen({ who: SOMEBODY, groups: 'given', overriding: false }, [{ node, wanted: READ_WRITE }])
  fs.closeSync(node)
  return usable === false ? undefined : `uid 1000 was told ${usable} of what is root:root 0600`
}

const SOMEBODY: Identity = {
  uid: UID as ContainerUid,
  gid: UID as ContainerGid,
  groups: [],
  host: { uid: UID as HostUid, gid: UID as HostGid, groups: [] },
  overridesModes: false,
  keepsGroups: false,
  named: false,
}
