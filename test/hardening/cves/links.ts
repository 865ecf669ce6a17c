import { type Attack, type Config, GIVE_BY_PATH, replay } from './attack.ts'
import { CANARY, OUT } from './canary.ts'
import type { Replay } from './replay.ts'

/** Links of the image in the place of /dev, of a directory, of the node: whoever follows them is on the host. */
const NO_DEV = 'umount "$R/dev"; rmdir "$R/dev"'

const refused: Pick<Attack, 'exits'> = { exits: [65, 77] }
const at = (path: string) => (config: Config) => {
  config.linux.devices[0].path = path
  return config
}

export const LINKS: readonly Replay[] = [
  replay('CVE-2026-47766', 'crun: /dev of the image was an absolute link, followed before pivot_root', GIVE_BY_PATH, {
    ...refused,
    furnish: `${NO_DEV}; ln -s ${CANARY}/dev "$R/dev"`,
  }),
  replay(
    'CVE-2026-41579',
    'runc: /dev of the image was a link, and files were removed and links made where it led',
    GIVE_BY_PATH,
    {
      ...refused,
      furnish: `${NO_DEV}; ln -s ${OUT}/dev "$R/dev"`,
    },
  ),
  replay(
    'CVE-2025-31133',
    'runc: /dev/null of the container was a link into /proc, and masked paths became it',
    GIVE_BY_PATH,
    {
      ...refused,
      furnish: `ln -s /proc/self/root${CANARY}/video2 "$R/dev/video2"`,
    },
  ),
  replay(
    'CVE-2026-88265',
    'crun: /dev/null of the container was a link, and a file of the host changed its owner',
    GIVE_BY_PATH,
    {
      ...refused,
      furnish: `ln -s ${CANARY}/file "$R/dev/video2"`,
    },
  ),
  replay('CVE-2019-10152', 'podman cp: a directory of the container was a link to one of the host', GIVE_BY_PATH, {
    ...refused,
    furnish: `ln -s ${CANARY} "$R/dev/dri"`,
    config: at('/dev/dri/video2'),
  }),
  replay(
    'CVE-2019-18466',
    'podman cp: links of the container were followed on the host, one after the other',
    GIVE_BY_PATH,
    {
      ...refused,
      furnish: `ln -s ${CANARY} "$R/dev/1"; for n in 2 3 4 5 6 7 8 9; do ln -s "./$((n-1))" "$R/dev/$n"; done`,
      config: at('/dev/9/video2'),
    },
  ),
  replay('CVE-2017-1002101', 'kubernetes: a subPath of a volume was a link to a file of the host', GIVE_BY_PATH, {
    ...refused,
    furnish: `mkdir "$R/dev/volume"; mount -t tmpfs tmpfs "$R/dev/volume"; ln -s ${CANARY}/video2 "$R/dev/volume/video2"`,
    config: at('/dev/volume/video2'),
  }),
  replay('CVE-2021-20206', 'CNI: a name with ".." led out of the directory that it was looked up in', GIVE_BY_PATH, {
    ...refused,
    furnish: ':',
    config: at(`/dev/${OUT}/video2`),
  }),
  replay(
    'CVE-2015-3629',
    'libcontainer: a link that a container had left behind was followed at its next start',
    GIVE_BY_PATH,
    {
      ...refused,
      // What a first start leaves, and a container then exchanges.
      furnish: `mknod "$R/dev/video2" c 1 3; chown 1000:1000 "$R/dev/video2"; mv "$R/dev/video2" "$R/dev/mine"; ln -s ${OUT}/video2 "$R/dev/video2"`,
    },
  ),
]
