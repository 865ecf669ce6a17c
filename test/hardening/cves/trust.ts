import { readFileSync } from 'node:fs'
import { type Config, GIVE_BY_PATH, OWN_NODE, READ_STATE, replay } from './attack.ts'
import { CANARY } from './canary.ts'
import { FORBIDDEN } from './creation.ts'
import type { Replay } from './replay.ts'

const asksFor = (devices: string) => (config: Config) => {
  config.annotations = { 'oci-device-hook/devices': devices }
  return config
}
const INSIDE = 'chroot "$bundle/rootfs"'

/** Believing a process, a file or a program that is somebody else's. */
export const TRUST: readonly Replay[] = [
  replay('CVE-2019-6133', 'polkit: a pid was taken for the process that had it before', GIVE_BY_PATH, {
    furnish: `${OWN_NODE}; unshare --mount sh -c 'mount --bind ${CANARY}/dev "$R/dev"; exec >&-; exec sleep 60' >/dev/null & echo $! > "\${R%/rootfs}/decoy"
until grep -q "/canary/dev" "/proc/$!/mountinfo"; do :; done`,
    state: (state, { bundle }) => state.replace(/"pid":\d+/, `"pid":${readFileSync(`${bundle}/decoy`, 'utf8').trim()}`),
    exits: [65],
  }),
  replay(
    'CVE-2021-41103',
    'containerd: the directories of containers were open to every user of the host',
    `${READ_STATE}; chown "$(jq .process.user.uid "$bundle/config.json")" "$root/dev/video2"`,
    {
      furnish: OWN_NODE,
      meanwhile: `chmod 777 "$bundle"; jq '.process.user.uid = 4242' "$bundle/config.json" > "$bundle/new"
chown 1000 "$bundle/new"; mv "$bundle/new" "$bundle/config.json"`,
      exits: [65],
      harm: ({ look }) =>
        look('stat -c %u "$R/dev/video2"') === '4242' ? 'the node was given to whom a user named' : undefined,
    },
  ),
  replay(
    'CVE-2022-24765',
    'git: settings were read from a directory that belonged to somebody else',
    `${READ_STATE}; ! grep -q forbidden /etc/oci-device-hook/policy.toml || mkdir -p "$root/dev/added" && mknod "$root${FORBIDDEN}" c 1 3`,
    {
      furnish: `${OWN_NODE}; mkdir ${CANARY}/etc; printf '[create]\\ndevices = ["${FORBIDDEN}"]\\n' > ${CANARY}/etc/policy.toml; chown -R 1000 ${CANARY}/etc`,
      config: asksFor(FORBIDDEN),
      meanwhile: `mount --bind ${CANARY}/etc /etc/oci-device-hook`,
      exits: [78],
      harm: ({ look }) =>
        look(`ls "$R${FORBIDDEN}"`) === '' ? undefined : 'a device was added that the administrator forbids',
    },
  ),
  replay(
    'CVE-2022-1227',
    "podman top: a program of the image ran with the host's rights",
    `${READ_STATE}; nsenter --mount --target "$pid" ${INSIDE} /bin/chown 1000:1000 /dev/video2`,
    {
      furnish: `${OWN_NODE}; printf '#!/bin/sh\\n: > /dev/ran\\n' > "$R/bin/chown"; chmod 755 "$R/bin/chown"`,
      exits: [0],
      harm: ({ look }) => (look('ls "$R/dev/ran"') === '' ? undefined : 'a program of the image ran as root'),
    },
  ),
]
