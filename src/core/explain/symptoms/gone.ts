import type { Symptom } from '../symptom.ts'
import { OPTIONAL, RECREATE } from './remedies.ts'

/** The device is not there, or not any more. */
export const GONE: readonly Symptom[] = [
  {
    code: 'UNPLUGGED',
    layer: 'unplugged',
    isDecisive: true,
    patterns: ['c---------', 'b---------'],
    meaning:
      'The device was unplugged, reset, or came back under another number. The kernel takes the mode of a node away ' +
      'before it removes it, and the container holds the empty node. This is not a permission problem.',
    remedies: [
      { does: 'plug it in, and start the container again', command: 'podman restart CONTAINER' },
      {
        does: 'name it by its stable name, which is resolved at each start',
        command: 'podman run --annotation oci-device-hook/devices=/dev/serial/by-id/NAME IMAGE',
      },
    ],
  },
  {
    code: 'STALE_DEVICE_LIST',
    layer: 'unplugged',
    patterns: [
      'crun: cannot stat*no such file or directory',
      'failed to fulfil mount request: open /dev/',
      'error gathering device information while adding custom device',
      'restartmanager wait error',
      "error stat'ing file `/dev/*no such file",
    ],
    meaning:
      'The list of devices was made when the container was created, and one of them is gone now. USB devices change ' +
      'their number at each replug.',
    remedies: [RECREATE, OPTIONAL],
  },
  {
    code: 'DEVICE_ABSENT',
    layer: 'unplugged',
    patterns: ['error: stat /dev/*no such file or directory'],
    meaning:
      'The host has no such device now: it is not plugged in, came back under another name, or its driver is not loaded.',
    remedies: [
      { does: 'see what is there, and its stable names', command: 'oci-device-hook devices' },
      {
        does: 'let the hook add it, by its stable name, where the policy allows that',
        command: 'podman run --annotation oci-device-hook/devices=/dev/serial/by-id/NAME IMAGE',
      },
    ],
  },
  {
    code: 'NODE_ABSENT',
    layer: 'unplugged',
    patterns: [
      'unable to open /dev/kfd read-write: no such file',
      "fuse: device not found, try 'modprobe fuse' first",
      'audio open error: no such file or directory',
    ],
    meaning: 'The node is not in the container: it was not given, or its driver is not loaded on the host.',
    remedies: [
      { does: 'see whether the host has it', command: 'oci-device-hook devices --all' },
      { does: 'load the driver (for FUSE)', command: 'sudo modprobe fuse' },
      { does: 'give it', command: 'podman run --device {device} IMAGE' },
    ],
  },
]
