/**
 * Numbers for `syscall(2)`. From 424 on they are the same on every architecture.
 *
 * @see https://github.com/torvalds/linux/blob/v6.12/arch/x86/entry/syscalls/syscall_64.tbl
 * @see https://github.com/torvalds/linux/blob/v6.12/include/uapi/asm-generic/unistd.h for arm64
 */
const NUMBERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ioctl: { x64: 16, arm64: 29 },
  mknodat: { x64: 259, arm64: 33 },
  getgroups: { x64: 115, arm64: 158 },
  setgroups: { x64: 116, arm64: 159 },
  setfsuid: { x64: 122, arm64: 151 },
  setfsgid: { x64: 123, arm64: 152 },
  capget: { x64: 125, arm64: 90 },
  capset: { x64: 126, arm64: 91 },
  open_tree: { x64: 428, arm64: 428 },
  move_mount: { x64: 429, arm64: 429 },
  fsopen: { x64: 430, arm64: 430 },
  fsconfig: { x64: 431, arm64: 431 },
  fsmount: { x64: 432, arm64: 432 },
  pidfd_open: { x64: 434, arm64: 434 },
  close_range: { x64: 436, arm64: 436 },
  openat2: { x64: 437, arm64: 437 },
  faccessat2: { x64: 439, arm64: 439 },
  fchmodat2: { x64: 452, arm64: 452 },
}

/** A machine whose system call numbers are not in the table. */
export class UnsupportedArchitectureError extends Error {
  override readonly name = 'UnsupportedArchitectureError'
  readonly code = 'ERR_ARCHITECTURE'
}

/**
 * The number of a system call on this machine.
 *
 * @throws {UnsupportedArchitectureError} `ERR_ARCHITECTURE`: a wrong number would be another, arbitrary call.
 */
export function syscallNumber(name: string, arch: string = process.arch): number {
  const number = NUMBERS[name]?.[arch]
  if (number !== undefined) return number
  throw new UnsupportedArchitectureError(
    `Cannot call ${name}() on ${arch}: its number is known for x64 and arm64 only. Use the package for one of these.`,
  )
}
