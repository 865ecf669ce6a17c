import type { Symptom } from '../symptom.ts'
import { ASK_KERNEL, GIVE_DEVICE } from './remedies.ts'

/** The device cgroup: errno EPERM. */
export const CGROUP: readonly Symptom[] = [
  {
    code: 'CGROUP_NO_RULE',
    layer: 'cgroup',
    patterns: [
      'operation not permitted, cannot open /dev/',
      'unix opening tun device file: operation not permitted',
      'unable to open /dev/kfd read-write: operation not permitted',
      '"/dev/fuse"*eperm',
      '/dev/fuse: operation not permitted',
    ],
    meaning:
      '"Operation not permitted" (EPERM) is the device cgroup: the container has no rule for the number of this device, ' +
      'typically because the node came with -v. Owner and mode do not matter here, chmod does not help, and test -w ' +
      'says that all is well.',
    remedies: [
      GIVE_DEVICE,
      {
        does: 'or let the hook add the rule, which the policy must allow under [create]',
        command: 'podman run --annotation oci-device-hook/devices={device} IMAGE',
      },
    ],
  },
  {
    code: 'CGROUP_LOST',
    layer: 'cgroup',
    patterns: ['failed to initialize nvml: unknown error'],
    meaning:
      'The container lost its device rules while it ran: something other than systemd had written them, and ' +
      '"systemctl daemon-reload" set the rules that systemd knows. runc also needs the links below /dev/char for its rules.',
    remedies: [
      { does: 'see whether links below /dev/char are missing', command: 'sudo oci-device-hook doctor' },
      {
        does: 'give the devices by CDI or --device, so that the rules are in config.json',
        command: 'podman run --device nvidia.com/gpu=all IMAGE',
      },
    ],
  },
  {
    code: 'CGROUP_RULES_ROOTLESS',
    layer: 'cgroup',
    patterns: ['device cgroup rules are not supported in rootless mode'],
    meaning: 'Rootless containers have no device cgroup at all, so there is nothing that a rule could open.',
    remedies: [
      {
        does: 'take --device-cgroup-rule (compose: device_cgroup_rules) out; nothing is lost',
        command: 'podman run --device {device} IMAGE',
      },
    ],
  },
  {
    code: 'CGROUP_DENIED',
    layer: 'cgroup',
    isGeneral: true,
    patterns: ['operation not permitted', 'eperm', 'errno 1]'],
    meaning:
      '"Operation not permitted" (EPERM) on opening a device is the device cgroup: no rule for its number. On other ' +
      'calls (mount, mknod, chmod, setgroups) it is a missing capability.',
    remedies: [ASK_KERNEL, GIVE_DEVICE],
  },
]
