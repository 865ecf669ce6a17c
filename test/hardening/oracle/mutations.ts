import { isLog, type Step } from './run.ts'

/** Calls that change a file, a directory or a mount. */
const MUTATING =
  /^((l|f)?chown|fchownat|f?chmod|fchmodat2?|syscall_0x1c4|mknod(at)?|mkdir(at)?|symlink(at)?|link(at)?|unlink(at)?|rmdir|rename(at2?)?|truncate|(l|f)?setxattr|(l|f)?removexattr|utimensat|mount|umount2?|move_mount|mount_setattr|pivot_root|chroot)$/

/** A change of the world outside the process that succeeded; the log's own files do not count. */
export function isMutation({ name, parts, failed }: Step): boolean {
  return MUTATING.test(name) && !failed && !parts.some(isLog)
}

const DESCRIPTOR = /^\d+$/
/** A single name, so that nothing is followed. */
const NAME = /^"[^/"]+"$/

/** Whether a change is made through a descriptor that was checked, and through no path that somebody could swap. */
export function staysInHand({ name, parts }: Step): boolean {
  const [first = '', second = ''] = parts
  switch (name) {
    case 'fchownat':
    case 'fchmodat2':
      return DESCRIPTOR.test(first) && second === '""' && parts.some((part) => part.includes('AT_EMPTY_PATH'))
    case 'syscall_0x1c4': // fchmodat2(2), which strace knows since 6.6: descriptor, empty path, mode, AT_EMPTY_PATH.
      return parts[3] === '0x1000'
    case 'fchmod':
    case 'fchown':
      return true
    case 'mknodat':
    case 'mkdirat':
    case 'unlinkat':
      return DESCRIPTOR.test(first) && NAME.test(second)
    case 'symlinkat':
      return DESCRIPTOR.test(second) && NAME.test(parts[2] ?? '')
    case 'move_mount':
      return parts[1] === '""' && parts[3] === '""' && /F_EMPTY_PATH.*T_EMPTY_PATH/.test(parts[4] ?? '')
    case 'mount': // The hook's own mount namespace stops spreading what is mounted in it.
      return parts.join() === 'NULL,"/",NULL,MS_REC|MS_PRIVATE,NULL'
    default:
      return false
  }
}
