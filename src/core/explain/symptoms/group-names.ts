import type { Symptom } from '../symptom.ts'
import { KEEP_GROUPS, SERVE } from './remedies.ts'

/** A group was named, and somebody looked it up in the wrong place. */
export const GROUP_NAMES: readonly Symptom[] = [
  {
    code: 'KEEP_GROUPS_IS_NO_GROUP',
    layer: 'group lookup',
    patterns: ['unable to find group keep-groups'],
    meaning:
      'keep-groups is a word of podman run, not a group. docker-compose, also behind "podman compose", and the API look ' +
      'it up in the image.',
    remedies: [{ does: 'compose: under the service, annotations: {"oci-device-hook/mode": "auto"}' }, KEEP_GROUPS],
  },
  {
    code: 'GROUP_NOT_IN_IMAGE',
    layer: 'group lookup',
    patterns: ['unable to find group', 'no matching entries in group file'],
    isGeneral: true,
    meaning:
      'A name in --group-add or group_add is looked up in the /etc/group of the image, which has no such group, or ' +
      'has another number for it than the host.',
    remedies: [
      {
        does: "use the host's number",
        command: 'podman run --group-add "$(stat -c %g {device})" --device {device} IMAGE',
      },
      SERVE,
    ],
  },
  {
    code: 'KEEP_GROUPS_NOT_ALLOWED',
    layer: 'engine',
    patterns: [
      "the '--group-add keep-groups' option is not allowed with any other",
      "the '--group-add keep-groups' option is not supported in remote mode",
    ],
    meaning:
      'podman takes keep-groups alone, and not over its socket. The annotation does the same and is not looked at.',
    remedies: [KEEP_GROUPS, SERVE],
  },
  {
    code: 'GROUP_ONLY_IN_USR_LIB',
    layer: 'group lookup',
    patterns: [
      "useradd: group '*' does not exist",
      "usermod: group '*' does not exist",
      "groupadd: group '*' already exists",
    ],
    meaning:
      'On image-based systems (CoreOS, Silverblue) the groups of devices are in /usr/lib/group, which programs that ' +
      'change /etc/group do not see.',
    remedies: [
      {
        does: 'copy the group into /etc/group, then join it (here: dialout)',
        command: 'grep -E \'^dialout:\' /usr/lib/group | sudo tee -a /etc/group && sudo usermod -aG dialout "$USER"',
      },
    ],
  },
]
