import type { Symptom } from '../symptom.ts'
import { ASK_KERNEL, SHOW_NODE } from './remedies.ts'

/** It opens, or would, and fails for another reason. */
export const DRIVER: readonly Symptom[] = [
  {
    code: 'DRIVER_REFUSES',
    layer: 'driver',
    patterns: ['unable to open /dev/kfd read-write: invalid argument'],
    meaning:
      'The node may be opened; the driver itself refuses: another version of it, or a GPU that it does not serve.',
    remedies: [{ does: 'read what the driver said', command: 'sudo dmesg | grep -iE "amdgpu|kfd" | tail' }],
  },
  {
    code: 'NO_DRIVER',
    layer: 'driver',
    isGeneral: true,
    patterns: ['no such device', 'enodev', 'enxio', 'errno 19]', 'errno 6]'],
    meaning:
      '"No such device" (ENODEV) and "No such device or address" (ENXIO) are said by the kernel once owner, mode and ' +
      'device rules let the process through: no driver answers for this number. The device was unplugged, or its driver ' +
      'is not loaded.',
    remedies: [SHOW_NODE, { does: 'read what the kernel says of it', command: 'sudo dmesg | tail -n 30' }],
  },
  {
    code: 'DEVICE_BUSY',
    layer: 'driver',
    isGeneral: true,
    patterns: ['device or resource busy', 'ebusy', 'errno 16]'],
    meaning:
      '"Device or resource busy" (EBUSY): it may be opened, and another process has it. Many devices serve one process ' +
      'at a time; ModemManager is known for taking serial adapters.',
    remedies: [{ does: 'see who has it', command: 'sudo fuser -v {device}' }],
  },
  {
    code: 'MEMLOCK',
    layer: 'limits',
    patterns: ['cannot limit locked memory of process'],
    meaning:
      'The device is open; VFIO needs more locked memory than the container may have. It is a limit, not a right.',
    remedies: [{ does: 'raise the limit', command: 'podman run --ulimit memlock=-1:-1 --device {device} IMAGE' }],
  },
  {
    code: 'NO_GPU_FOUND',
    layer: 'driver',
    patterns: ['no usable gpu found', 'tensile host: no devices found', 'no devices found'],
    meaning:
      'The program found no GPU and goes on without, slowly. Often the node is there and may not be opened, and the ' +
      'program does not say so.',
    remedies: [
      ASK_KERNEL,
      {
        does: 'let such a container not start at all, with the reason',
        command: 'podman run --annotation oci-device-hook/require=/dev/dri/renderD128 --device /dev/dri IMAGE',
      },
    ],
  },
]
