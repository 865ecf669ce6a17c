import { AT_EMPTY_PATH } from './constants.ts'
import { showFd } from './describe.ts'
import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'
import { asFd, EMPTY_PATH } from './ranges.ts'

/** The kinds of inode, by the top four bits of their mode. */
const TYPES = new Map([
  [0o14, 'socket'],
  [0o12, 'symlink'],
  [0o10, 'regular'],
  [0o06, 'block'],
  [0o04, 'directory'],
  [0o02, 'char'],
  [0o01, 'fifo'],
] as const)

export type FileType = 'socket' | 'symlink' | 'regular' | 'block' | 'directory' | 'char' | 'fifo'

export type DeviceNumbers = { readonly major: number; readonly minor: number }

/** What an open descriptor stands for. Ids are as this user namespace shows them: 65534 for any that it does not map. */
export type Status = {
  readonly type: FileType
  /** Permission bits, 07777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly nlink: number
  /** 64 bits: overlayfs and FUSE use the upper ones. */
  readonly ino: bigint
  /** The file system that holds the inode. */
  readonly device: DeviceNumbers
  /** The device that the inode stands for; 0:0 unless `type` is char or block. */
  readonly rdev: DeviceNumbers
  /** The mount it was reached through; undefined before Linux 5.8. */
  readonly mountId: bigint | undefined
  /** Whether it is the root of that mount, as a node bound on its own is; undefined before Linux 5.8. */
  readonly isMountRoot: boolean | undefined
  /** Whether it has the attribute `i` (chattr(1)): writing to it is EPERM, for root too. */
  readonly isImmutable: boolean
  /** Last change of owner, mode or content, since 1970. */
  readonly ctime: { readonly sec: number; readonly nsec: number }
}

const STATX_BASIC_STATS = 0x7ff
const STATX_MNT_ID = 0x1000
const STATX_ATTR_IMMUTABLE = 0x10n
const STATX_ATTR_MOUNT_ROOT = 0x2000n
const SIZE_OF_STATX = 256

/**
 * Looks at an open descriptor; O_PATH will do.
 *
 * @throws {SyscallError} `EBADF`; nothing else is known to happen to an open inode of a local file system.
 * @see https://man7.org/linux/man-pages/man2/statx.2.html
 */
export function statx(fd: number): Status {
  const c = libc()
  const buffer = Buffer.alloc(SIZE_OF_STATX)
  if (c.statx(asFd(fd, 'statx'), EMPTY_PATH, AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, buffer) < 0) {
    throw new SyscallError('statx', c.errno(), showFd(fd), '""', 'AT_EMPTY_PATH')
  }
  return parseStatx(buffer)
}

/** Offsets of struct statx in linux/stat.h, the same on all architectures; both of ours are little-endian. */
function parseStatx(bytes: Buffer): Status {
  const modeAndType = bytes.readUInt16LE(28)
  const hasMountId = (bytes.readUInt32LE(0) & STATX_MNT_ID) !== 0
  const knowsMountRoot = (bytes.readBigUInt64LE(56) & STATX_ATTR_MOUNT_ROOT) !== 0n
  return {
    type: fileType(modeAndType),
    mode: modeAndType & 0o7777,
    uid: bytes.readUInt32LE(20),
    gid: bytes.readUInt32LE(24),
    nlink: bytes.readUInt32LE(16),
    ino: bytes.readBigUInt64LE(32),
    device: deviceNumbers(bytes, 136),
    rdev: deviceNumbers(bytes, 128),
    mountId: hasMountId ? bytes.readBigUInt64LE(144) : undefined,
    isMountRoot: knowsMountRoot ? (bytes.readBigUInt64LE(8) & STATX_ATTR_MOUNT_ROOT) !== 0n : undefined,
    isImmutable: (bytes.readBigUInt64LE(8) & STATX_ATTR_IMMUTABLE) !== 0n,
    ctime: { sec: Number(bytes.readBigInt64LE(96)), nsec: bytes.readUInt32LE(104) },
  }
}

function fileType(mode: number): FileType {
  const type = new Map<number, FileType>(TYPES).get(mode >> 12)
  if (type === undefined) throw new Error(`Cannot name the type of an inode with mode 0${mode.toString(8)}`)
  return type
}

function deviceNumbers(bytes: Buffer, offset: number): DeviceNumbers {
  return { major: bytes.readUInt32LE(offset), minor: bytes.readUInt32LE(offset + 4) }
}
