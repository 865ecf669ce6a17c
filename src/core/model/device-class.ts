/** What devices are for, as far as a policy tells them apart. */
export const DEVICE_CLASSES = [
  'gpu',
  'video',
  'serial',
  'input',
  'sound',
  'kvm',
  'vfio',
  'usb',
  'tun',
  'fuse',
  'infiniband',
  'tpm',
  'storage',
  'other',
] as const
export type DeviceClass = (typeof DEVICE_CLASSES)[number]

/** What the kernel says of a device number. Nothing here can be chosen by whoever names a node. */
export interface KernelFacts {
  /** Of /sys/dev/char/MAJOR:MINOR/subsystem: `drm`, `tty`, `misc`; undefined for numbers that sysfs does not know. */
  readonly subsystem?: string | undefined
  /** DEVNAME of its uevent, which the driver chose: `dri/card0`, `rdma_cm`. */
  readonly name?: string | undefined
  /** Who registered the major, by /proc/devices: `nvidia-uvm`. */
  readonly driver?: string | undefined
}
