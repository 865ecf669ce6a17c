/**
 * Every number is checked here, before the call. koffi turns what does not fit into something that does: 2^32, 2^53
 * and NaN become 0 as a `uint32_t`, which is root's uid, and a string is cut at its first NUL.
 */
import { AT_FDCWD } from './constants.ts'

/** A path as people write it, or the bytes the kernel has: a name need not be valid UTF-8. */
export type PathBytes = string | Uint8Array

/** For the calls that document it: this id stays as it is. */
export const UNCHANGED = -1

/** `(uid_t) -1` means "leave it" to some calls and "no such id" to others, so it is never an id. */
export const MAX_ID = 0xffff_fffe
const MAX_INT = 0x7fff_ffff
/** PID_MAX_LIMIT of linux/threads.h on 64-bit machines. */
const MAX_PID = 2 ** 22
/** Bits of the kernel's own `dev_t`, linux/kdev_t.h; a larger number would wrap into another device. */
const MAX_MAJOR = 2 ** 12 - 1
const MAX_MINOR = 2 ** 20 - 1

/** An argument that C would have taken for something else. Nothing was called. */
export class SyscallArgumentError extends RangeError {
  override readonly name = 'SyscallArgumentError'
  readonly code = 'ERR_SYSCALL_ARGUMENT'
  readonly syscall: string
  readonly argument: string

  constructor(syscall: string, argument: string, found: unknown, expected: string) {
    super(`Cannot call ${syscall}(): ${argument} is ${String(found)}, expected ${expected}`)
    this.syscall = syscall
    this.argument = argument
  }
}

/** @throws {SyscallArgumentError} unless `value` is an integer from `from` to `to`. As do all functions below. */
export function asInteger(value: number, syscall: string, argument: string, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value
  throw new SyscallArgumentError(syscall, argument, value, `an integer from ${from} to ${to}`)
}

/** A descriptor: 0 to 2^31-1. */
export function asFd(value: number, syscall: string, argument = 'fd'): number {
  return asInteger(value, syscall, argument, 0, MAX_INT)
}

/** A directory descriptor, or AT_FDCWD. */
export function asDirfd(value: number, syscall: string, argument = 'dir'): number {
  return value === AT_FDCWD ? value : asFd(value, syscall, argument)
}

/** A uid or gid: 0 to 2^32-2. */
export function asId(value: number, syscall: string, argument: string): number {
  return asInteger(value, syscall, argument, 0, MAX_ID)
}

/** A uid or gid, or UNCHANGED, as the `unsigned int` that C expects. */
export function asIdOrUnchanged(value: number, syscall: string, argument: string): number {
  return value === UNCHANGED ? 0xffff_ffff : asId(value, syscall, argument)
}

/** A process: 1 to 2^22. Zero and negative numbers mean "myself" or "a group" to many calls. */
export function asPid(value: number, syscall: string, argument = 'pid'): number {
  return asInteger(value, syscall, argument, 1, MAX_PID)
}

/** Permission bits: 0 to 07777. */
export function asMode(value: number, syscall: string, argument = 'mode'): number {
  return asInteger(value, syscall, argument, 0, 0o7777)
}

/** A set of flags: 0 to 2^31-1, no call here uses the sign bit. */
export function asFlags(value: number, syscall: string, argument = 'flags'): number {
  return asInteger(value, syscall, argument, 0, MAX_INT)
}

/** A major device number: 0 to 4095. */
export function asMajor(value: number, syscall: string): number {
  return asInteger(value, syscall, 'major', 0, MAX_MAJOR)
}

/** A minor device number: 0 to 1048575. */
export function asMinor(value: number, syscall: string): number {
  return asInteger(value, syscall, 'minor', 0, MAX_MINOR)
}

/** A string for C: its bytes and a final NUL. A NUL within would end it early, at another path. */
export function asCString(value: PathBytes, syscall: string, argument = 'path'): Buffer {
  const bytes = Buffer.from(value)
  const nul = bytes.indexOf(0)
  if (nul === -1) return Buffer.concat([bytes, NUL])
  throw new SyscallArgumentError(syscall, argument, `a text with a NUL at byte ${nul}`, 'one without')
}

const NUL = Buffer.alloc(1)
/** The empty path that goes with AT_EMPTY_PATH: the descriptor itself is meant. */
export const EMPTY_PATH: Buffer = NUL
