import type { Symptom } from '../symptom.ts'
import { MAP_GROUP, SHOW_NODE } from './remedies.ts'

/** Ids without a counterpart in the user namespace of the container. */
export const NAMESPACE: readonly Symptom[] = [
  {
    code: 'GID_UNMAPPED',
    layer: 'user namespace',
    patterns: [
      'crun: cannot setresgid to',
      'setgroups: invalid argument',
      'is not present in the user namespace, skip setting it',
    ],
    meaning:
      'The container was told to take a group that its user namespace has no number for. The kernel refuses all of ' +
      'them then. The hook never adds such a group.',
    remedies: [
      {
        does: 'take the --group-add out and let the hook choose',
        command: 'podman run --annotation oci-device-hook/mode=auto --device {device} IMAGE',
      },
      MAP_GROUP,
    ],
  },
  {
    code: 'SUBGID_MISSING',
    layer: 'user namespace',
    patterns: [
      'newgidmap: gid range*not allowed',
      'newuidmap: uid range*not allowed',
      "writing file '/proc/*/gid_map': operation not permitted",
      'writing file `/proc/*/gid_map`: operation not permitted',
    ],
    meaning: '/etc/subgid does not let this user map that group. One line a group is needed: user, gid, 1.',
    remedies: [MAP_GROUP, { does: 'afterwards, as the user', command: 'podman system migrate' }],
  },
  {
    code: 'KEEP_GROUPS_READLINK',
    layer: 'user namespace',
    patterns: ['crun: readlink*no such file or directory'],
    meaning:
      'crun, up to 1.28, with keep-groups and a user namespace of its own: a directory on the way to the image belongs ' +
      'to a group that is not mapped. The hook does not use keep-groups there.',
    remedies: [
      {
        does: 'let everybody pass through the directories above the storage',
        command: 'chmod o+x "$(podman info --format \'{{.Store.GraphRoot}}\')"/..',
      },
    ],
  },
  {
    code: 'DEV_SUBDIRECTORY_CLOSED',
    layer: 'user namespace',
    patterns: ["crun: error stat'ing file*/dev/*permission denied", 'error mounting "/dev/*permission denied'],
    meaning:
      'A rootless --privileged container takes every node of /dev, and one of them lies in a directory that this user ' +
      'may not enter (/dev/vboxusb is known for it).',
    remedies: [
      {
        does: 'name the devices that are needed, instead of --privileged',
        command: 'podman run --device /dev/NEEDED IMAGE',
      },
      SHOW_NODE,
    ],
  },
]
