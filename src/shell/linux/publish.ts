import { EXIT, HookError } from '../../core/errors.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import { printable } from '../../core/report/quote.ts'
import { SyscallError } from '../../native/errno.ts'
import type { OwnedFd } from '../../native/fd.ts'
import { moveMount } from '../../native/mount-tree.ts'
import { CLONE_NEWNS, setns } from '../../native/namespaces.ts'

/** A private node, and the node of the host that it will cover. */
export interface Publication {
  readonly path: ContainerPath
  /** The mount of the private node, detached. */
  readonly tree: OwnedFd
  /** The node in the container's mount namespace that it is put onto. */
  readonly target: number
}

/**
 * Moves the main thread into the container's mount namespace and puts each private node over its shared one.
 *
 * These are the last system calls of the hook: up to here a failure leaves nothing, and from here on every path that
 * this thread resolves is the container's. So nothing is opened, loaded or looked up by name after it.
 *
 * @param namespace Descriptor of the container's mount namespace, opened before.
 * @param assertOurs Throws when the container's process is no longer the runtime's.
 * @throws {HookError} `ERR_PRIVATE`: the container must not start.
 */
export function publish(publications: readonly Publication[], namespace: number, assertOurs: () => void): void {
  assertOurs()
  try {
    setns(namespace, CLONE_NEWNS)
    for (const { tree, target } of publications) moveMount(tree.fd, target)
  } catch (cause) {
    if (!(cause instanceof SyscallError)) throw cause
    const paths = publications.map(({ path }) => printable(path)).join(', ')
    const message = `the private node of ${paths} cannot be put into the container: ${cause.message}`
    throw new HookError('ERR_PRIVATE', EXIT.internal, message, { cause })
  }
}
