import type { Symptom } from '../symptom.ts'

/** The Container Device Interface: a device by its name in a file. */
export const CDI: readonly Symptom[] = [
  {
    code: 'CDI_NOT_FOUND',
    layer: 'cdi',
    patterns: ['unresolvable cdi devices', 'could not select device driver "cdi" with capabilities'],
    meaning:
      'No CDI file that the engine could read names this device: there is none, /run/cdi was emptied by a reboot, the ' +
      'directory is closed to this user, or CDI is switched off (Docker before 28).',
    remedies: [
      { does: 'see what is read and what is in it', command: 'oci-device-hook cdi check' },
      { does: 'make one', command: 'sudo oci-device-hook cdi generate --device {device} -o /etc/cdi/devices.yaml' },
    ],
  },
  {
    code: 'CDI_STALE',
    layer: 'cdi',
    patterns: ['failed to stat cdi host device'],
    meaning:
      'The CDI file names a node that is not there now: it was made on another day, or before a device was moved.',
    remedies: [
      { does: 'see which nodes are wrong', command: 'oci-device-hook cdi check' },
      { does: 'make it anew', command: 'sudo oci-device-hook cdi generate --device {device} -o /etc/cdi/devices.yaml' },
    ],
  },
  {
    code: 'CDI_INVALID',
    layer: 'cdi',
    patterns: ['cdi: error associated with spec file'],
    meaning:
      'A CDI file is not valid for this engine: one that it does not know (additionalGids before podman 5.1) makes it ' +
      'refuse the whole file.',
    remedies: [{ does: 'see what is wrong in it', command: 'oci-device-hook cdi check' }],
  },
]
