/** How arguments of a failed call are shown: after strace, and safe for a terminal and for a log of one line. */
import { AT_FDCWD } from './constants.ts'
import type { PathBytes } from './ranges.ts'

/** Longer paths are cut: the beginning tells where, and a path of 4096 bytes would hide the error behind it. */
const MAX_SHOWN = 200
/** A process may have 65,536 groups, people have a handful. */
const MAX_IDS = 16

/** `[18]`, or `AT_FDCWD`. */
export function showFd(fd: number): string {
  return fd === AT_FDCWD ? 'AT_FDCWD' : `[${fd}]`
}

/** `"dev/null"`; a byte outside printable ASCII is `\x1b`. */
export function showPath(path: PathBytes): string {
  const shown = Buffer.from(path)
    .toString('latin1')
    .replace(/[^ !#-[\]-~]/g, escapeByte)
  return shown.length <= MAX_SHOWN ? `"${shown}"` : `"${shown.slice(0, MAX_SHOWN)}"…`
}

/** `0660`. */
export function showMode(mode: number): string {
  return `0${mode.toString(8)}`
}

/** `44,1000`, or `none`. */
export function showIds(ids: readonly number[]): string {
  if (ids.length === 0) return 'none'
  const rest = ids.length - MAX_IDS
  return rest > 0 ? `${ids.slice(0, MAX_IDS).join(',')} and ${rest} more` : ids.join(',')
}

/** `O_PATH|O_NOFOLLOW|0x40000`: names where they are given, one number for the bits that are left. */
export function showFlags(value: number, names: Readonly<Record<string, number>>): string {
  const named = Object.entries(names).filter(([, bit]) => bit !== 0 && (value & bit) === bit)
  const rest = named.reduce((left, [, bit]) => left & ~bit, value)
  const parts = named.map(([name]) => name)
  return rest === 0 && parts.length > 0 ? parts.join('|') : [...parts, `0x${rest.toString(16)}`].join('|')
}

function escapeByte(byte: string): string {
  if (byte === '"' || byte === '\\') return `\\${byte}`
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`
}
