import type { DeviceNumber } from '../model/device.ts'
import type { DeviceClass, KernelFacts } from '../model/device-class.ts'

/**
 * What a device is for: by the subsystem that the kernel files it under, by the driver of its major, and by the numbers
 * that are the same on every Linux. Never by the name of a node, which whoever makes it chooses.
 *
 * Block devices, consoles and pseudo-terminals are `other`, and so is everything unknown.
 *
 * @see https://www.kernel.org/doc/Documentation/admin-guide/devices.txt
 */
export function deviceClass(number: DeviceNumber, facts: KernelFacts = {}): DeviceClass {
  if (number.type === 'b') return 'other'
  if (number.major === MISC) return miscClass(number.minor, facts)
  if (facts.subsystem === 'tty' || isTty(number)) return isSerial(number) ? 'serial' : 'other'
  return lookup(SUBSYSTEMS, facts.subsystem) ?? lookup(DRIVERS, facts.driver) ?? MAJORS.get(number.major) ?? 'other'
}

/** Drivers with one node each share this major. */
const MISC = 10

/** Fixed minors of the misc major; the others are given out as drivers load, and told apart by the driver's name. */
const MISC_MINORS: ReadonlyMap<number, DeviceClass> = new Map([
  [196, 'vfio'],
  [200, 'tun'],
  [203, 'fuse'], // cuse
  [223, 'input'], // uinput
  [220, 'storage'], // mptctl: commands for the disks behind a controller, and so the next two
  [221, 'storage'], // mpt2ctl
  [222, 'storage'], // mpt3ctl
  [224, 'tpm'],
  [229, 'fuse'],
  [232, 'kvm'],
  [238, 'kvm'], // vhost-net
  [239, 'input'], // uhid
  [241, 'kvm'], // vhost-vsock
])

const MISC_NAMES: Readonly<Record<string, DeviceClass>> = {
  'infiniband/rdma_cm': 'infiniband',
  rdma_cm: 'infiniband',
  iommu: 'vfio',
  vtpmx: 'tpm',
  'vhost-vdpa': 'kvm',
  sev: 'kvm',
  dxg: 'gpu', // The paravirtual GPU of WSL 2.
  mali0: 'gpu',
}

function miscClass(minor: number, { name, subsystem }: KernelFacts): DeviceClass {
  return MISC_MINORS.get(minor) ?? lookup(MISC_NAMES, name) ?? lookup(SUBSYSTEMS, subsystem) ?? 'other'
}

const SUBSYSTEMS: Readonly<Record<string, DeviceClass>> = {
  drm: 'gpu',
  accel: 'gpu',
  kfd: 'gpu',
  video4linux: 'video',
  media: 'video',
  dvb: 'video',
  cec: 'video',
  input: 'input',
  hidraw: 'input',
  sound: 'sound',
  vfio: 'vfio',
  'vfio-dev': 'vfio',
  iommufd: 'vfio',
  usb: 'usb',
  usbmisc: 'usb',
  macvtap: 'tun',
  ipvtap: 'tun',
  infiniband_verbs: 'infiniband',
  infiniband_mad: 'infiniband',
  infiniband_cm: 'infiniband',
  tpm: 'tpm',
  tpmrm: 'tpm',
  scsi_generic: 'storage',
  bsg: 'storage',
  nvme: 'storage',
  'nvme-generic': 'storage',
  mtd: 'storage',
  ubi: 'storage',
  raw: 'storage',
}

/** For those that sysfs does not know (NVIDIA's own drivers make no class), and hosts without a sysfs. */
const DRIVERS: Readonly<Record<string, DeviceClass>> = {
  drm: 'gpu',
  accel: 'gpu',
  kfd: 'gpu',
  nvidia: 'gpu',
  'nvidia-frontend': 'gpu',
  'nvidia-uvm': 'gpu',
  'nvidia-modeset': 'gpu',
  'nvidia-caps': 'gpu',
  'nvidia-caps-imex-channels': 'gpu',
  'nvidia-nvlink': 'gpu',
  'nvidia-nvswitch': 'gpu',
  nvidiactl: 'gpu',
  video4linux: 'video',
  media: 'video',
  DVB: 'video',
  cec: 'video',
  input: 'input',
  hidraw: 'input',
  alsa: 'sound',
  vfio: 'vfio',
  usb: 'usb',
  usb_device: 'usb',
  macvtap: 'tun',
  ipvtap: 'tun',
  infiniband: 'infiniband',
  infiniband_verbs: 'infiniband',
  infiniband_mad: 'infiniband',
  infiniband_cm: 'infiniband',
  tpm: 'tpm',
  sg: 'storage',
  bsg: 'storage',
  nvme: 'storage',
  'nvme-generic': 'storage',
  mtd: 'storage',
  raw: 'storage',
}

const MAJORS: ReadonlyMap<number, DeviceClass> = new Map([
  [13, 'input'],
  [14, 'sound'], // OSS
  [21, 'storage'], // sg
  [81, 'video'],
  [90, 'storage'], // mtd
  [116, 'sound'], // ALSA
  [162, 'storage'], // raw: block devices as character devices, until Linux 5.14
  [180, 'usb'],
  [189, 'usb'],
  [195, 'gpu'], // NVIDIA
  [212, 'video'], // DVB
  [226, 'gpu'],
  [231, 'infiniband'],
  [261, 'gpu'], // accel
])

/** Terminals of every kind: consoles (4 below 64, 5, 229), serial lines, and pseudo-terminals. */
function isTty({ major }: DeviceNumber): boolean {
  return major === 4 || major === 5 || SERIAL_MAJORS.includes(major) || isPty(major) || major === 229
}

/** ttyACM, ttyUSB, ttyAMA and other lines of a system on a chip, Bluetooth's rfcomm. */
const SERIAL_MAJORS: readonly number[] = [166, 188, 204, 207, 216]

function isSerial({ major, minor }: DeviceNumber): boolean {
  if (major === 4) return minor >= 64
  return major !== 5 && major !== 229 && !isPty(major)
}

function isPty(major: number): boolean {
  return major === 2 || major === 3 || (major >= 128 && major <= 143)
}

function lookup(table: Readonly<Record<string, DeviceClass>>, key: string | undefined): DeviceClass | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
