import type { HostPath } from '../../core/model/paths.ts'
import { O_PATH } from '../../native/constants.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { fstatfs } from '../../native/filesystem.ts'
import { open } from '../../native/open.ts'
import { statx } from '../../native/status.ts'
import type { Found, Handle } from '../system.ts'
import { describeNode } from './describe-node.ts'

/** Opens (O_PATH) what a bind mount of `path` would bring into a container: links are followed, as mount(2) does. */
export function openOnHost(path: HostPath): Found {
  const fd = openOrNothing(path)
  if (fd === undefined) return { kind: 'absent' }
  const status = statx(fd.fd)
  if (status.type === 'char' || status.type === 'block') {
    const seen = { ...describeNode(status, fstatfs(fd.fd), 'shared'), propagates: false }
    return { kind: 'node', handle: fd.release() as Handle, seen }
  }
  fd[Symbol.dispose]()
  return { kind: 'other', found: status.type }
}

function openOrNothing(path: HostPath): OwnedFd | undefined {
  try {
    return open(path, O_PATH)
  } catch (error) {
    if (error instanceof SyscallError) return undefined // Gone, or closed to us: as good as absent.
    throw error
  }
}
