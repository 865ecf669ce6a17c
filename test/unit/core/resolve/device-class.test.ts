import { describe, expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import { DEVICE_CLASSES, type DeviceClass, type KernelFacts } from '../../../../src/core/model/device-class.ts'
import { deviceClass } from '../../../../src/core/resolve/device-class.ts'

const char = (major: number, minor: number): DeviceNumber => ({ type: 'c', major, minor })

describe('deviceClass() tells by the number alone', () => {
  test.each<[string, number, number, DeviceClass]>([
    ['/dev/dri/card0', 226, 0, 'gpu'],
    ['/dev/dri/renderD128', 226, 128, 'gpu'],
    ['/dev/accel/accel0', 261, 0, 'gpu'],
    ['/dev/nvidia0', 195, 0, 'gpu'],
    ['/dev/nvidiactl', 195, 255, 'gpu'],
    ['/dev/video0', 81, 0, 'video'],
    ['/dev/dvb/adapter0/frontend0', 212, 0, 'video'],
    ['/dev/ttyS0', 4, 64, 'serial'],
    ['/dev/ttyUSB0', 188, 0, 'serial'],
    ['/dev/ttyACM0', 166, 0, 'serial'],
    ['/dev/ttyAMA0', 204, 64, 'serial'],
    ['/dev/input/event0', 13, 64, 'input'],
    ['/dev/uinput', 10, 223, 'input'],
    ['/dev/snd/pcmC0D0p', 116, 16, 'sound'],
    ['/dev/dsp', 14, 3, 'sound'],
    ['/dev/kvm', 10, 232, 'kvm'],
    ['/dev/vhost-net', 10, 238, 'kvm'],
    ['/dev/vfio/vfio', 10, 196, 'vfio'],
    ['/dev/bus/usb/001/002', 189, 1, 'usb'],
    ['/dev/net/tun', 10, 200, 'tun'],
    ['/dev/fuse', 10, 229, 'fuse'],
    ['/dev/infiniband/uverbs0', 231, 192, 'infiniband'],
    ['/dev/tpm0', 10, 224, 'tpm'],
    ['/dev/tty1, a console', 4, 1, 'other'],
    ['/dev/tty63, the last console', 4, 63, 'other'],
    ['/dev/console', 5, 1, 'other'],
    ['/dev/hvc0, the console of a hypervisor', 229, 0, 'other'],
    ['/dev/pts/0', 136, 0, 'other'],
    ['/dev/mem', 1, 1, 'other'],
    ['/dev/watchdog', 10, 130, 'other'],
    ['/dev/sg3', 21, 3, 'storage'],
    ['/dev/mtd0ro', 90, 1, 'storage'],
    ['/dev/raw/raw1', 162, 1, 'storage'],
    ['/dev/mpt3ctl', 10, 222, 'storage'],
    ['/dev/st0, a tape', 9, 0, 'other'],
    ['an unknown number', 300, 7, 'other'],
  ])('%s (%i:%i) is %s', (_name, major, minor, expected) => {
    expect(deviceClass(char(major, minor))).toBe(expected)
  })
})

describe('deviceClass() tells by what the kernel says of a number that is given out as drivers load', () => {
  test.each<[string, DeviceNumber, KernelFacts, DeviceClass]>([
    ['/dev/kfd', char(235, 0), { subsystem: 'kfd' }, 'gpu'],
    ['/dev/nvidia-uvm', char(511, 0), { driver: 'nvidia-uvm' }, 'gpu'],
    ['/dev/nvidia-caps/nvidia-cap1', char(510, 1), { driver: 'nvidia-caps' }, 'gpu'],
    ['/dev/media0', char(240, 0), { subsystem: 'media' }, 'video'],
    ['/dev/hidraw0', char(245, 0), { subsystem: 'hidraw', driver: 'hidraw' }, 'input'],
    ['/dev/vfio/12', char(243, 0), { subsystem: 'vfio' }, 'vfio'],
    ['/dev/vfio/devices/vfio0', char(242, 0), { subsystem: 'vfio-dev' }, 'vfio'],
    ['/dev/iommu', char(10, 125), { subsystem: 'misc', name: 'iommu' }, 'vfio'],
    ['/dev/tpmrm0', char(253, 65536), { subsystem: 'tpmrm' }, 'tpm'],
    ['/dev/infiniband/rdma_cm', char(10, 122), { subsystem: 'misc', name: 'infiniband/rdma_cm' }, 'infiniband'],
    ['/dev/cdc-wdm0', char(180, 176), { subsystem: 'usbmisc' }, 'usb'],
    ['/dev/tap5', char(246, 1), { subsystem: 'macvtap' }, 'tun'],
    ['/dev/sg0', char(21, 0), { subsystem: 'scsi_generic', driver: 'sg' }, 'storage'],
    ['/dev/bsg/0:0:0:0', char(247, 0), { subsystem: 'bsg', driver: 'bsg' }, 'storage'],
    ['/dev/bsg/0:0:0:0 without sysfs', char(247, 0), { driver: 'bsg' }, 'storage'],
    ['/dev/nvme0', char(239, 0), { subsystem: 'nvme' }, 'storage'],
    ['/dev/ng0n1', char(238, 0), { subsystem: 'nvme-generic' }, 'storage'],
    ['/dev/ubi0_0', char(248, 1), { subsystem: 'ubi', driver: 'ubi0' }, 'storage'],
    ['/dev/ttyXRUSB0', char(266, 0), { subsystem: 'tty' }, 'serial'],
    ['/dev/tty0', char(4, 0), { subsystem: 'tty' }, 'other'],
    ['/dev/pts/5', char(136, 5), { subsystem: 'tty' }, 'other'],
    ['/dev/vga_arbiter', char(10, 126), { subsystem: 'misc', name: 'vga_arbiter' }, 'other'],
    ['a driver called like a member of every object', char(301, 0), { driver: 'constructor' }, 'other'],
    ['a subsystem called like one', char(301, 0), { subsystem: '__proto__' }, 'other'],
  ])('%s', (_name, number, facts, expected) => {
    expect(deviceClass(number, facts)).toBe(expected)
  })
})

test('deviceClass() has only "other" for block devices, whatever their number', () => {
  expect(deviceClass({ type: 'b', major: 226, minor: 0 }, { subsystem: 'drm' })).toBe('other')
})

test('deviceClass() answers every number with one of the classes', () => {
  for (let major = 0; major < 4096; major++) expect(DEVICE_CLASSES).toContain(deviceClass(char(major, 3)))
})
