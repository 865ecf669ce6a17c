import type { DeviceNumber } from '../model/device.ts'
import type { DeviceClass } from '../model/device-class.ts'
import { type NumberPattern, numberMatches } from './number.ts'
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

/** Whether a device is never served: then nothing may offer to open it by other means either. */
export function isNeverServed(number: DeviceNumber): boolean {
  return NEVER_NUMBERS.some((pattern) => numberMatches(pattern, number))
}

/**
 * Character devices through which disks and flash are read and written past every file system: SCSI generic, NVMe, MTD.
 * Whoever burns discs or flashes firmware needs some of them, so they are denied unless a file names them.
 */
export const UNNAMED_CLASS: DeviceClass = 'storage'

/**
 * Numbers that may be of that class: of fixed ones sg, mtd, raw and mptctl; and all that the kernel gives out as drivers
 * load (bsg, nvme, ubi). Of no other number has the kernel to be asked.
 *
 * @see https://www.kernel.org/doc/Documentation/admin-guide/devices.txt
 */
export const MAY_BE_STORAGE: readonly NumberPattern[] = [
  majors(21),
  majors(90),
  majors(162),
  { ...majors(10), minor: { from: 220, to: 222 } },
  majors(234, 254),
  majors(384, 511),
]

function majors(from: number, to = from): NumberPattern {
  return { type: 'c', major: { from, to }, minor: ANY }
}

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
