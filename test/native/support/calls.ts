/** System calls that tests need and the product never makes: so it has no way to make them. */
import { AT_EMPTY_PATH } from '../../../src/native/constants.ts'
import { SyscallError } from '../../../src/native/errno.ts'
import { loadKoffi } from '../../../src/native/koffi.ts'

export const MNT_DETACH = 0x2
const AT_REMOVEDIR = 0x200
const MS_PRIVATE = 1n << 18n
/** On every architecture, as all numbers from 424 on. */
const SYS_MOUNT_SETATTR = 442

const koffi = loadKoffi()
const library = koffi.load(null)
const c = {
  umount2: library.func('int umount2(const char *target, int flags)'),
  unlinkat: library.func('int unlinkat(int dirfd, const char *pathname, int flags)'),
  mount_setattr: library.func(
    'int syscall(long number, int dirfd, const char *path, int flags, void *attr, size_t size)',
  ),
}

/** Takes the topmost mount away from `target`. */
export function umount2(target: string, flags: number): void {
  if (c.umount2(target, flags) < 0) throw new SyscallError('umount2', koffi.errno(), target)
}

/** Removes a name below `dir`. */
export function unlinkat(dir: number, path: string, kind: 'file' | 'directory' = 'file'): void {
  const flags = kind === 'directory' ? AT_REMOVEDIR : 0
  if (c.unlinkat(dir, path, flags) < 0) throw new SyscallError('unlinkat', koffi.errno(), path)
}

/** Changes the properties (MOUNT_ATTR_*) of one mount, and makes it private. */
export function mountSetattr(fd: number, set: number): void {
  const attr = BigUint64Array.from([BigInt(set), 0n, MS_PRIVATE, 0n]) // struct mount_attr
  if (c.mount_setattr(SYS_MOUNT_SETATTR, fd, '', AT_EMPTY_PATH, attr, attr.byteLength) < 0) {
    throw new SyscallError('mount_setattr', koffi.errno(), `${fd}`)
  }
}
