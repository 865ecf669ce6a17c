import fs from 'node:fs'
import { type Config, OWN_NODE, READ_STATE, replay } from './attack.ts'
import { CANARY, OUT } from './canary.ts'
import type { Harm, Replay } from './replay.ts'

/** A device of the host that the policy lets an annotation add, and a stable name of the other one. */
export const ADDED = '/dev/added/video3'
/** One that the policy does not let it add. */
export const FORBIDDEN = '/dev/added/forbidden'
export const STABLE = '/dev/serial/by-id/stick'

const asksFor = (devices: string, given: boolean) => (config: Config) => {
  config.annotations = { 'oci-device-hook/devices': devices }
  if (!given) config.linux.devices = []
  return config
}
const LOG = '/run/oci-device-hook/log.jsonl'

/** Things made, written or mounted where a link of the container leads. */
export const CREATION: readonly Replay[] = [
  replay(
    'CVE-2024-45310',
    'runc: directories and files were made on the host, through a link in the way',
    `${READ_STATE}; mkdir -p "$root/dev/added"; mknod "$root${ADDED}" c 1 3`,
    { furnish: `ln -s ${CANARY} "$R/dev/added"`, config: asksFor(ADDED, false), exits: [65, 70, 77] },
  ),
  replay(
    'CVE-2024-0133',
    'NVIDIA container toolkit: a crafted image had empty files made on the host',
    `${READ_STATE}; : > "$root${ADDED}"`,
    { furnish: `ln -s ${OUT} "$R/dev/added"`, config: asksFor(ADDED, false), exits: [65, 70, 77] },
  ),
  replay(
    'CVE-2026-88264',
    'crun: /dev/console of the image was a link, and a file was made where it led',
    `${READ_STATE}; : >> "$root/dev/video2"`,
    { furnish: `ln -s ${CANARY}/made "$R/dev/video2"`, exits: [77] },
  ),
  replay(
    'CVE-2024-0134',
    'NVIDIA container toolkit: a crafted image had files of other names made on the host',
    `${READ_STATE}; mkdir -p "$root/dev/serial/by-id"; ln -s ../../video2 "$root${STABLE}"`,
    { furnish: `${OWN_NODE}; ln -s ${CANARY} "$R/dev/serial"`, config: asksFor(STABLE, true), exits: [65, 70] },
  ),
  replay(
    'CVE-2025-52565',
    'runc: the mount for /dev/console followed a link of the container',
    `${READ_STATE}; nsenter --mount --target "$pid" mount --bind /dev/video2 "$bundle/rootfs/dev/video2"`,
    {
      furnish: `ln -s ${CANARY}/file "$R/dev/video2"`,
      exits: [77],
      harm: ({ look }) =>
        look('cat /proc/self/mountinfo').includes(`${CANARY}/`) ? 'a mount where the link led' : undefined,
    },
  ),
  replay(
    'CVE-2025-9566',
    'podman kube play: what it writes itself went where a planted link led',
    `${READ_STATE}; mkdir -p ${LOG.slice(0, LOG.lastIndexOf('/'))}; echo "$state" >> ${LOG}`,
    {
      furnish: OWN_NODE,
      meanwhile: `mkdir -p ${LOG.slice(0, LOG.lastIndexOf('/'))}; rm -f ${LOG}; ln -s ${CANARY}/file ${LOG}`,
      exits: [0],
      harm: () => removed(LOG),
    },
  ),
  replay(
    'CVE-2024-9676',
    'podman: a file of the image that it read was none, and it hung',
    `${READ_STATE}; timeout 1 sh -c 'head -c1 < "$1"' sh "$root/dev/video2"; [ $? != 124 ] || exit 3`,
    {
      furnish: 'mkfifo "$R/dev/video2"',
      exits: [77],
      harm: ({ ending }) =>
        ending.timedOut || ending.status === 3 ? 'it waited for the other end of a FIFO' : undefined,
    },
  ),
]

/** The link is no harm in itself, and the next replay has a log of its own. */
function removed(path: string): Harm {
  fs.rmSync(path, { force: true })
  return undefined
}
