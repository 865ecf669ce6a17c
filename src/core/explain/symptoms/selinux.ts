import type { Symptom } from '../symptom.ts'

/** Mandatory access control: errno EACCES, for reasons that ls does not show. */
export const SELINUX: readonly Symptom[] = [
  {
    code: 'SELINUX_DENIED',
    layer: 'selinux',
    isDecisive: true,
    patterns: [
      '-?????????',
      'c?????????',
      'avc:*denied*chr_file',
      'avc:*denied*usb_device_t',
      'avc:*denied*usbtty_device_t',
      'avc:*denied*dri_device_t',
      'avc:*denied*xserver_misc_device_t',
    ],
    meaning:
      'SELinux denies the container to look at or to open this kind of device. Question marks in ls mean that not even ' +
      'its owner may be seen: that is never owner, group or mode. A rootless container needs both: the group and this.',
    remedies: [
      { does: 'let containers use devices, on this host', command: 'sudo setsebool -P container_use_devices=true' },
      {
        does: 'or leave SELinux out for one container',
        command: 'podman run --security-opt label=disable --device {device} IMAGE',
      },
      { does: 'see what was denied', command: 'sudo ausearch -m AVC -ts recent | grep chr_file' },
    ],
  },
]
