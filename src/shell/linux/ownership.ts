import { EXIT, HookError } from '../../core/errors.ts'
import { showMode } from '../../core/model/device.ts'
import { chmodFd } from '../../native/chmod-fd.ts'
import { SyscallError } from '../../native/errno.ts'
import { fchownat } from '../../native/node.ts'
import { statx } from '../../native/status.ts'
import type { Ownership } from '../system.ts'

/**
 * Gives a held node away: chown before chmod, because chown(2) may clear mode bits; then a look at what it came to. What
 * is right already is not touched, so that a second run makes no system call that changes anything.
 *
 * @throws {HookError} `ERR_VERIFY` when the kernel refuses (an immutable inode, a mount made read-only since), and when
 *   somebody else changed the node at the same time.
 */
export function give(node: number, { uid, gid, mode }: Ownership): void {
  const wanted = `${uid}:${gid} ${showMode(mode)}`
  change(node, { uid, gid, mode }, wanted)
  const after = statx(node)
  if (after.uid === uid && after.gid === gid && after.mode === mode) return
  const found = `${after.uid}:${after.gid} ${showMode(after.mode)}`
  throw new HookError('ERR_VERIFY', EXIT.internal, `a node was given away as ${wanted}, but is ${found}`)
}

function change(node: number, { uid, gid, mode }: Ownership, wanted: string): void {
  const before = statx(node)
  try {
    if (before.uid !== uid || before.gid !== gid) fchownat(node, uid, gid)
    if (before.mode !== mode) chmodFd(node, mode)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const message = `a node cannot be given away as ${wanted}: ${cause.message}`
    throw new HookError('ERR_VERIFY', EXIT.internal, message, { cause })
  }
}
