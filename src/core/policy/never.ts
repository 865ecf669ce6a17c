import type { NumberPattern } from './number.ts'
import type { GroupRef } from './policy.ts'

const ANY = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** Raw memory and I/O ports: whoever opens them owns the host (drivers/char/mem.c: mem, kmem, port). */
const MEMORY: readonly NumberPattern[] = [1, 2, 4].map((minor) => ({
  type: 'c',
  major: { from: 1, to: 1 },
  minor: { from: minor, to: minor },
}))

/** Devices that are never served, whatever a file says: block devices hold the host's file systems. */
export const NEVER_NUMBERS: readonly NumberPattern[] = [{ type: 'b', major: ANY, minor: ANY }, ...MEMORY]

/** The group of root: never given, under whatever name. */
export const NEVER_GID = 0

/** Groups that are as good as root on common distributions, never given either. */
export const NEVER_GROUPS: readonly GroupRef[] = [
  'root',
  'disk',
  'kmem',
  'mem',
  'shadow',
  'sudo',
  'wheel',
  'adm',
  'docker',
  'lxd',
  'libvirt',
]
