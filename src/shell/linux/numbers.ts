import type { DeviceNumber } from '../../core/model/device.ts'

/** Splits st_rdev as glibc's gnu_dev_major and gnu_dev_minor do, for the 12 and 20 bits that Linux uses. */
export function decodeNumber(type: DeviceNumber['type'], rdev: number): DeviceNumber {
  const major = Math.floor(rdev / 0x100) & 0xfff
  const minor = (rdev & 0xff) | (Math.floor(rdev / 0x1000) & 0xfff00)
  return { type, major, minor }
}
