import type { DeviceNumber } from '../model/device.ts'
import type { DeviceClass } from '../model/device-class.ts'
import { isNeverServed, UNNAMED_CLASS } from '../policy/never.ts'
import { shellQuote } from '../report/shell-quote.ts'

/** idVendor and idProduct, four hexadecimal digits each. */
export interface UsbId {
  readonly vendor: string
  readonly product: string
}

interface RuledDevice {
  readonly path: string
  readonly number: DeviceNumber
  readonly class: DeviceClass
  readonly usbId: UsbId | undefined
}

/** Groups that systemd's own rules use (rules.d/50-udev-default.rules); for the rest, the one of removable devices. */
const GROUPS: Readonly<Partial<Record<DeviceClass, string>>> = {
  gpu: 'render',
  video: 'video',
  serial: 'dialout',
  input: 'input',
  sound: 'audio',
  kvm: 'kvm',
  vfio: 'vfio',
  tpm: 'tss',
}

/** Guarded in other ways than by their mode, and open to everybody by systemd's rules. */
const OPEN: ReadonlySet<DeviceClass> = new Set(['tun', 'fuse'])

/**
 * A command that makes a udev rule for one device, by its vendor and product on USB, else by the kernel's name for it, and
 * lets udev follow it at once. Not chmod: that is lost at the next boot or replug, and opens the node to everybody.
 *
 * @returns undefined for what must stay closed (disks, memory, whatever is of no known class), and for what no rule can
 *   name: a number on the bus is another one after the next replug.
 */
export function udevRule({ path, number, class: kind, usbId }: RuledDevice): string | undefined {
  if (kind === 'other' || kind === UNNAMED_CLASS || isNeverServed(number)) return undefined
  if (kind === 'usb' && usbId === undefined) return undefined
  const access = OPEN.has(kind) ? 'MODE="0666"' : `GROUP="${GROUPS[kind] ?? 'plugdev'}", MODE="0660"`
  const rule = [...(usbId === undefined ? byName(path, kind) : byUsbId(kind, usbId)), access].join(', ')
  const file = '/etc/udev/rules.d/70-containers.rules'
  return `echo ${shellQuote(rule)} | sudo tee -a ${file} && sudo udevadm control --reload && sudo udevadm trigger`
}

/** The groups of VFIO are called by their number, which other devices may be called as well. */
function byName(path: string, kind: DeviceClass): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return kind === 'vfio' && /^\d+$/.test(name) ? ['SUBSYSTEM=="vfio"'] : [`KERNEL=="${name}"`]
}

/** ATTRS looks at the parents too, where the ids of an adapter or a camera are. */
function byUsbId(kind: DeviceClass, { vendor, product }: UsbId): string[] {
  const subsystem = SUBSYSTEMS[kind]
  const attribute = kind === 'usb' ? 'ATTR' : 'ATTRS'
  return [
    ...(subsystem === undefined ? [] : [`SUBSYSTEM=="${subsystem}"`]),
    `${attribute}{idVendor}=="${vendor}"`,
    `${attribute}{idProduct}=="${product}"`,
  ]
}

const SUBSYSTEMS: Readonly<Partial<Record<DeviceClass, string>>> = {
  serial: 'tty',
  video: 'video4linux',
  sound: 'sound',
  usb: 'usb',
}
