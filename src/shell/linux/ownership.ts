import { EXIT, HookError } from '../../core/errors.ts'
import { showMode } from '../../core/model/device.ts'
import { chmodFd } from '../../native/chmod-fd.ts'
import { fchownat } from '../../native/node.ts'
import { statx } from '../../native/status.ts'
import type { Ownership } from '../system.ts'

/**
 * Gives a held node away: chown before chmod, because chown(2) may clear mode bits; then a look at what it came to. What
 * is right already is not touched, so that a second run makes no system call that changes anything.
 *
 * @throws {HookError} `ERR_VERIFY`
 */
export function give(node: number, { uid, gid, mode }: Ownership): void {
  const before = statx(node)
  if (before.uid !== uid || before.gid !== gid) fchownat(node, uid, gid)
  if (before.mode !== mode) chmodFd(node, mode)
  const after = statx(node)
  if (after.uid === uid && after.gid === gid && after.mode === mode) return
  const [wanted, found] = [`${uid}:${gid} ${showMode(mode)}`, `${after.uid}:${after.gid} ${showMode(after.mode)}`]
  throw new HookError('ERR_VERIFY', EXIT.internal, `a node was given away as ${wanted}, but is ${found}`)
}
