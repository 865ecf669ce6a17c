import { MS_PRIVATE, MS_REC, mount } from '../../src/native/mount.ts'
import { CLONE_FS, CLONE_NEWNS, unshare } from '../../src/native/namespaces.ts'

/**
 * From now on this test file may mount over /etc, /dev and /run: its main thread, and with it every synchronous call and
 * every child, is in a mount namespace of its own. It cannot be taken back, and ends with the worker.
 */
export function usePrivateMounts(): void {
  unshare(CLONE_FS | CLONE_NEWNS)
  mount({ target: '/', flags: MS_REC | MS_PRIVATE })
}

/** An empty, writable file system over `target`. */
export function coverWithTmpfs(target: string): void {
  mount({ source: 'tmpfs', target, type: 'tmpfs', data: 'mode=755' })
}
