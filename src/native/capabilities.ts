import { SyscallError } from './errno.ts'
import { libc } from './libc.ts'

/** The three sets of a thread as bit masks: bit N is capability N of linux/capability.h. */
export type Capabilities = {
  readonly effective: bigint
  readonly permitted: bigint
  readonly inheritable: bigint
}

/** Passes every permission check on files whose owner this user namespace maps. */
export const CAP_DAC_OVERRIDE = 1n << 1n
/** Passes checks for reading. */
export const CAP_DAC_READ_SEARCH = 1n << 2n
export const CAP_SETGID = 1n << 6n
export const CAP_SETUID = 1n << 7n
export const CAP_SYS_ADMIN = 1n << 21n

/** Two words per set, since Linux 2.6.26. */
const LINUX_CAPABILITY_VERSION_3 = 0x20080522

/**
 * The capabilities of this thread.
 *
 * @see https://man7.org/linux/man-pages/man2/capget.2.html
 */
export function capget(): Capabilities {
  const c = libc()
  const data = new Uint32Array(6)
  if (c.capget(headerOfThisThread(), data) < 0) throw new SyscallError('capget', c.errno(), '0')
  return { effective: set(data, 0), permitted: set(data, 1), inheritable: set(data, 2) }
}

/**
 * Replaces the capabilities of this thread.
 *
 * @throws {SyscallError} `EPERM` for an effective capability that is not permitted, or a permitted one that is new.
 * @see https://man7.org/linux/man-pages/man2/capset.2.html
 */
export function capset({ effective, permitted, inheritable }: Capabilities): void {
  const c = libc()
  const sets = [effective, permitted, inheritable]
  const data = Uint32Array.from([...sets.map(lowWord), ...sets.map(highWord)])
  if (c.capset(headerOfThisThread(), data) < 0) throw new SyscallError('capset', c.errno(), ...sets.map(showSet))
}

/** struct __user_cap_header_struct { u32 version; int pid }: pid 0 is the calling thread. */
function headerOfThisThread(): Uint32Array {
  return Uint32Array.of(LINUX_CAPABILITY_VERSION_3, 0)
}

/** struct __user_cap_data_struct { u32 effective, permitted, inheritable } [2]: the low words come first. */
function set(data: Uint32Array, index: number): bigint {
  return BigInt(data[index] ?? 0) | (BigInt(data[index + 3] ?? 0) << 32n)
}

function lowWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value))
}

function highWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value >> 32n))
}

function showSet(value: bigint): string {
  return `0x${value.toString(16)}`
}
