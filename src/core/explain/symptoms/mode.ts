import type { Symptom } from '../symptom.ts'
import { ASK_KERNEL, JOIN_GROUP, MAP_GROUP, SERVE, SHOW_NODE, USE_CRUN } from './remedies.ts'

/** Owner, group, permission bits and ACL: errno EACCES. */
export const MODE: readonly Symptom[] = [
  {
    code: 'MODE_UNMAPPED_OWNER',
    layer: 'mode',
    patterns: [
      'permission denied*nobody*nogroup',
      'permission denied*nobody*nobody',
      'permission denied*65534',
      'nobody*nogroup*permission denied',
      'nobody*nobody*permission denied',
      '65534*permission denied',
      'crw*nobody*nogroup',
      'crw*nobody*nobody',
      'crw*65534*65534',
    ],
    meaning:
      'nobody, nogroup and 65534 are only how an owner is shown that the user namespace of the container has no number ' +
      'for. The real group decides, and the process is not in it. To join the group 65534 grants nothing.',
    remedies: [SERVE, JOIN_GROUP, MAP_GROUP],
  },
  {
    code: 'MODE_SERIAL',
    layer: 'mode',
    patterns: [
      'error while opening serialport*permission denied*cannot open /dev/',
      'failed open com status: (-3)*/dev/tty',
      'could not open port*/dev/tty*permission denied',
    ],
    meaning:
      'The serial port belongs to a group (dialout on most distributions, uucp on Arch) in which the process of the ' +
      'container is not. From a unit of systemd --user, that manager may still have the groups of an earlier login.',
    remedies: [
      SERVE,
      JOIN_GROUP,
      { does: 'see whether the groups of a session are stale', command: 'oci-device-hook doctor' },
    ],
  },
  {
    code: 'MODE_VIDEO',
    layer: 'mode',
    patterns: ["can't access device: permission denied", 'failed to open /dev/video*permission denied'],
    meaning: 'The camera belongs to the group video, in which the process of the container is not.',
    remedies: [SERVE, JOIN_GROUP],
  },
  {
    code: 'MODE_RENDER',
    layer: 'mode',
    patterns: [
      'failed to open the given device!',
      'libva error: vagetdisplaydrm',
      'failed to open /dev/dri/* as drm device node',
      'no va display found for device',
      'device creation failed: -22',
      'egl: no drm render node available',
      'egl: render node init failed',
    ],
    meaning:
      'The render node of the GPU could not be opened, nearly always because the process is not in the group render. ' +
      'The number of that group differs from host to host and from image to image. If the node is not there at all, ' +
      'the container was not given it.',
    remedies: [SERVE, SHOW_NODE, ASK_KERNEL],
  },
  {
    code: 'MODE_KFD',
    layer: 'mode',
    patterns: [
      'unable to open /dev/kfd read-write: permission denied',
      'the default drm access group',
      'failed to get user name to check for video group membership',
    ],
    meaning:
      '/dev/kfd belongs to the group render, in which the process of the container is not. Where the message names the ' +
      'group "nogroup", that is the look of a group without a number in the container: to join it grants nothing.',
    remedies: [SERVE, JOIN_GROUP],
  },
  {
    code: 'MODE_NVIDIA',
    layer: 'mode',
    patterns: ['nvrmmeminitnvmap failed*permission denied', 'failed to initialize nvml: insufficient permissions'],
    meaning:
      'The nodes of the NVIDIA driver belong to a group (video, gid 44 on Jetson) that the process does not have. A CDI ' +
      'file that names no gid gives them to gid 0.',
    remedies: [SERVE, { does: 'look at the CDI files', command: 'oci-device-hook cdi check' }],
  },
  {
    code: 'MODE_KVM',
    layer: 'mode',
    patterns: [
      'could not access kvm kernel module: permission denied',
      'failed to initialize kvm: permission denied',
      'kvm acceleration not available (no write access)',
      'error creating the kvm object: error(13)',
      'missing /dev/kvm',
    ],
    meaning:
      '/dev/kvm belongs to the group kvm, or is opened to the user at the desk by an ACL of logind, which is gone in a ' +
      'session over ssh, after logout, and at boot. "Missing" means that the container was not given it.',
    remedies: [
      { ...SERVE, command: 'podman run --annotation oci-device-hook/mode=auto --device /dev/kvm IMAGE' },
      { does: 'who may open it, and by which rule', command: 'oci-device-hook devices --user "$USER" /dev/kvm' },
      { does: 'a right that stays: the group', command: 'sudo usermod -aG kvm "$USER"' },
    ],
  },
  {
    code: 'MODE_DEVICE_OWNERSHIP',
    layer: 'mode',
    patterns: [
      'cannot open /dev/cdi-block-volume: permission denied',
      "could not open '/dev/*': permission denied",
      'direct io check failed for /dev/',
    ],
    meaning:
      'A pod that runs as a user other than root meets a device of a device plugin or a block volume, which belongs to ' +
      'root. containerd and CRI-O give it to the user only with device_ownership_from_security_context, which is off by ' +
      'default and read at their start.',
    remedies: [
      { does: 'see whether it is set, and in force', command: 'sudo oci-device-hook doctor' },
      {
        does: 'CRI-O: switch it on',
        command:
          "printf '[crio.runtime]\\ndevice_ownership_from_security_context = true\\n' | sudo tee /etc/crio/crio.conf.d/50-device-ownership.conf && sudo systemctl restart crio",
      },
      {
        does: 'containerd: set device_ownership_from_security_context = true below its CRI plugin, then restart it',
        command: 'sudo systemctl restart containerd',
      },
    ],
  },
  {
    code: 'MODE_TUN',
    layer: 'mode',
    patterns: ['failed to open() /dev/net/tun: permission denied'],
    meaning: '/dev/net/tun has lost the mode 0666 that it has by default: something set it anew on the host.',
    remedies: [
      { does: 'look at it', command: 'oci-device-hook devices /dev/net/tun' },
      { does: 'let udev set it again', command: 'sudo udevadm trigger --action=change /dev/net/tun' },
    ],
  },
  {
    code: 'MODE_SOUND',
    layer: 'mode',
    patterns: ['open /dev/snd/seq failed: permission denied', 'unable to open slave', "cannot find card '0'"],
    meaning:
      'The nodes below /dev/snd belong to the group audio. ALSA also finds its cards through /run/udev, which containers ' +
      'do not have: a card that is there but not found is that.',
    remedies: [
      {
        ...SERVE,
        command: 'podman run --annotation oci-device-hook/mode=auto --device /dev/snd -v /run/udev:/run/udev:ro IMAGE',
      },
      ASK_KERNEL,
    ],
  },
  {
    code: 'MODE_USB',
    layer: 'mode',
    patterns: ['failed to open device [apex', 'usb error -3', 'libusb_error_access', 'no edgetpu was detected'],
    meaning:
      'libusb answers -3 for EACCES: nodes below /dev/bus/usb are root:root 0664 unless a udev rule says more, so no ' +
      'group can help. Coral sticks come back under another number when they are used first, and are then not there.',
    remedies: [
      {
        does: 'a udev rule for the stick, by its vendor and product id of lsusb',
        command:
          'echo \'SUBSYSTEM=="usb", ATTR{idVendor}=="VVVV", ATTR{idProduct}=="PPPP", GROUP="plugdev", MODE="0660"\' | sudo tee /etc/udev/rules.d/70-usb-container.rules && sudo udevadm control --reload && sudo udevadm trigger',
      },
      {
        does: 'name the directory, which is looked at anew at each start',
        command: 'podman run --annotation oci-device-hook/devices=/dev/bus/usb IMAGE',
      },
    ],
  },
  {
    code: 'KEEP_GROUPS_IGNORED_BY_RUNC',
    layer: 'user namespace',
    patterns: ['runc ignores run.oci.keep_original_groups', 'runc ignores keep-groups'],
    meaning: '--group-add keep-groups is a feature of crun. runc ignores it without a word.',
    remedies: [USE_CRUN, MAP_GROUP],
  },
  {
    code: 'MODE_DENIED',
    layer: 'mode',
    isGeneral: true,
    patterns: ['permission denied', 'eacces', 'errno 13', 'error(13)'],
    meaning:
      '"Permission denied" (EACCES) is said by owner, group and mode of the node, by its ACL, by SELinux, by a directory ' +
      'on the way, or by a mount with nodev. It is not said by the device cgroup, which answers "Operation not permitted".',
    remedies: [ASK_KERNEL, SERVE, JOIN_GROUP],
  },
]
