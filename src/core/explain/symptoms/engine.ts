import type { Symptom } from '../symptom.ts'

/** The engine refuses the way in which a device was named. */
export const ENGINE: readonly Symptom[] = [
  {
    code: 'DEVICE_IS_DIRECTORY',
    layer: 'engine',
    patterns: ['not allowed to specify destination with a directory'],
    meaning: 'A directory of devices can be given only under its own name.',
    remedies: [{ does: 'name the directory once', command: 'podman run --device /dev/snd IMAGE' }],
  },
  {
    code: 'DEVICE_IS_LINK',
    layer: 'engine',
    patterns: [
      'is not a valid device: not a device node',
      'get device path:*error: not a device node',
      'error: not a device node',
    ],
    meaning: 'A stable name such as /dev/serial/by-id/... is a link, which this engine does not follow.',
    remedies: [
      { does: 'follow it first', command: 'podman run --device "$(readlink -f {device})" IMAGE' },
      {
        does: 'or let the hook follow it at each start, and make the link in the container',
        command: 'podman run --annotation oci-device-hook/devices={device} IMAGE',
      },
    ],
  },
  {
    code: 'COLON_IN_PATH',
    layer: 'engine',
    patterns: ['invalid volume specification'],
    meaning:
      'Names below /dev/dri/by-path and /dev/serial/by-path hold colons, which -v and --device take as separators.',
    remedies: [
      { does: 'mount it in the long form', command: 'podman run --mount type=bind,src={device},dst={device} IMAGE' },
    ],
  },
  {
    code: 'BY_PATH_TWICE',
    layer: 'engine',
    patterns: ['mkdir /dev/dri/by-path/*file exists'],
    meaning: 'Links below /dev/dri/by-path were given beside the directory that holds them.',
    remedies: [{ does: 'give the directory alone', command: 'podman run --device /dev/dri IMAGE' }],
  },
  {
    code: 'ANNOTATION_KEY',
    layer: 'engine',
    patterns: [
      'annotations must be formatted as a valid lowercase rfc1123 subdomain',
      'a valid lowercase rfc1123 subdomain',
    ],
    meaning: 'kube play takes only keys as Kubernetes has them; run.oci.keep_original_groups/NAME is none.',
    remedies: [{ does: 'put {"oci-device-hook/mode": "auto"} into metadata.annotations, which is a valid key' }],
  },
]
