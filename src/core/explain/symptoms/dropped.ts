import type { Symptom } from '../symptom.ts'

/** An image that starts as root and becomes somebody else without the groups it was given. */
export const DROPPED: readonly Symptom[] = [
  {
    code: 'DROPS_GROUPS',
    layer: 'dropped groups',
    patterns: [
      's6-applyuidgid: fatal: unable to set supplementary group list',
      'su-exec: setgroups: operation not permitted',
      'setgroups operation not permitted',
      'runuser: cannot set groups',
    ],
    meaning:
      'The image starts as root and drops to a user with s6, su-exec, gosu or runuser, which set the groups anew: groups ' +
      'that were added or kept are gone for the program, or cannot be set at all in a user namespace.',
    remedies: [
      {
        does: 'start it as the user that it drops to',
        command: 'podman run --user 1000:1000 --annotation oci-device-hook/mode=auto --device {device} IMAGE',
      },
      {
        does: 'or name that user, so that the hook serves it without groups',
        command: 'podman run --annotation oci-device-hook/user=1000 --device {device} IMAGE',
      },
      {
        does: 'see what such a program may open',
        command: 'sudo oci-device-hook verify CONTAINER --uid 1000 --no-groups',
      },
    ],
  },
]
