import fs from 'node:fs'
import { READ_WRITE } from '../../core/model/device.ts'
import { OVERFLOW_ID, UNMAPPED } from '../../core/model/ids.ts'
import { toInside } from '../../core/resolve/idmap.ts'
import type { NodeFacts } from '../../core/verdict/verdict.ts'
import { O_PATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { openat2 } from '../../native/open.ts'
import { statx } from '../../native/status.ts'
import { type Credentials, CredentialsSwitchError } from '../../native/with-credentials.ts'
import type { Host } from '../system.ts'
import { actAs } from './act-as.ts'
import { allows } from './allows.ts'
import { cgroupAllows } from './device-cgroup.ts'
import { tryOpen } from './open-try.ts'
import type { Running } from './running.ts'
import { isInitialUserNamespace } from './self.ts'
import type { StatusFile } from './status-file.ts'

/**
 * Everything to be known of one node of a running container, the kernel being asked as `who`.
 *
 * @param reallyOpen Whether to open it as well. Opening a device can have effects (a watchdog, a tape); this process must
 *   be in the device cgroup of the container.
 */
export function nodeFacts(running: Running, path: string, who: StatusFile, host: Host, reallyOpen: boolean): NodeFacts {
  const node = openNode(running.rootfd, path)
  if (node === undefined) return { ...NOTHING, path, other: 'nothing' }
  using held = node
  const { type, rdev, uid, gid, mode, nlink } = statx(held.fd)
  if (type !== 'char' && type !== 'block') return { ...NOTHING, path, other: `a ${type}` }
  const number = { type: type === 'block' ? 'b' : 'c', ...rdev } as const
  const overrides = overridesOver(running, who, uid, gid)
  const credentials = { ...who, dacOverride: overrides || (who.overridesModes && running.sharesUserNamespace) }
  return {
    path,
    other: undefined,
    number,
    uid,
    gid,
    mode,
    links: nlink,
    onHost: host.nodeNumbered(number) !== undefined,
    nodev: fstatfs(held.fd).isNodev,
    ...answers(credentials, held.fd, running.rootfd, path),
    cgroupAllows: cgroupAllows(running.cgroup, number, READ_WRITE),
    selinuxEnforces: selinuxEnforces(),
    opened: reallyOpen ? tryOpen(held, credentials) : undefined,
  }
}

const NOTHING = {
  number: { type: 'c', major: 0, minor: 0 },
  uid: 0,
  gid: 0,
  mode: 0,
  links: 0,
  onHost: false,
  nodev: false,
  modeAllows: null,
  reachable: null,
  cgroupAllows: null,
  selinuxEnforces: false,
  opened: undefined,
} as const

/** As the container's own process would resolve it: links are followed, within its root. */
function openNode(rootfd: number, path: string): OwnedFd | undefined {
  try {
    return openat2(rootfd, path, { flags: O_PATH, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS })
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

/**
 * CAP_DAC_OVERRIDE in a user namespace that is not ours: it counts over inodes whose owner and group are mapped there
 * (capable_wrt_inode_uidgid in kernel/capability.c).
 */
function overridesOver({ maps, sharesUserNamespace }: Running, who: StatusFile, uid: number, gid: number): boolean {
  if (!who.overridesModes || sharesUserNamespace || !hasNames(uid, gid)) return false
  return toInside(maps.uid, uid) !== UNMAPPED && toInside(maps.gid, gid) !== UNMAPPED
}

/** Below the initial user namespace an owner without a name shows as 65534, which may be mapped as well. */
function hasNames(uid: number, gid: number): boolean {
  return isInitialUserNamespace() || (uid !== OVERFLOW_ID && gid !== OVERFLOW_ID)
}

/** Under one change of identity; null where it cannot be taken on. */
function answers(credentials: Credentials, node: number, rootfd: number, path: string) {
  try {
    return actAs(credentials, () => ({
      modeAllows: allows(node, READ_WRITE),
      reachable: isReachable(rootfd, path),
    }))
  } catch (error) {
    if (error instanceof CredentialsSwitchError) return { modeAllows: null, reachable: null }
    throw error
  }
}

/** The node was opened with our own rights: whether the directories let somebody else through is a question of its own. */
function isReachable(rootfd: number, path: string): boolean {
  using node = openNode(rootfd, path)
  return node !== undefined
}

function selinuxEnforces(): boolean {
  try {
    return fs.readFileSync('/sys/fs/selinux/enforce', 'latin1').trim() === '1'
  } catch {
    return false // No SELinux on this host.
  }
}
