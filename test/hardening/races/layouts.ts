/** A file system of the host, which no container may change: it has `node` and `dev/node`, c 1:3. */
export const NOT_OURS = '/run/not-ours'

/**
 * What an attacker does over and over while the hook looks: exchange two names, put a mount on and off, or remove a name
 * and make another thing of it. Names are relative to the directory that holds the rootfs.
 */
export type Attack =
  | { readonly do: 'exchange'; readonly one: string; readonly other: string }
  | { readonly do: 'mount'; readonly source: string; readonly target: string }
  | { readonly do: 'recreate'; readonly name: string; readonly link: string }

/** A race: what stands in the container, what is done to it, and which device the hook goes for meanwhile. */
export interface Layout {
  readonly name: string
  /** Shell commands in the container's mount namespace. $R is the rootfs, $A the directory that holds it. */
  readonly furnish: string
  readonly attack: Attack
  readonly device: string
  /** A directory below /dev in which the hook makes a node and a link of its own at each attempt. */
  readonly creates?: string
  /** Whether the node of the host may be seen: by a mount that puts it there, or by a rootfs that is another one. */
  readonly maySeeHost?: true
  /** Whether a hook that checks a path and then uses it can be led astray. A file in the place of a directory stops it. */
  readonly misleads: boolean
}

/** As runtimes have it; where /dev itself is exchanged it is a directory of the rootfs. */
const DEV = 'mount -t tmpfs -o mode=755 tmpfs "$R/dev"'
const own = (path: string, minor = 3) => `mknod -m 660 "${path}" c 1 ${minor}; chgrp 44 "${path}"`
/** Up to the root from any directory of the rig, and to what the container must not reach. */
const OUT = `../../../../../../../../../..${NOT_OURS}`

/** The twelve of the plan. Every one is a class of published holes: container, path or node were not what they had been. */
export const LAYOUTS: readonly Layout[] = [
  {
    name: 'a directory and an absolute link out',
    furnish: `${DEV}; mkdir "$R/dev/a"; ${own('$R/dev/a/node')}; ln -s ${NOT_OURS} "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/a', other: 'rootfs/dev/b' },
    device: '/dev/a/node',
    creates: '/dev/a',
    misleads: true,
  },
  {
    name: 'a directory and a relative link out',
    furnish: `${DEV}; mkdir "$R/dev/a"; ${own('$R/dev/a/node')}; ln -s ${OUT} "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/a', other: 'rootfs/dev/b' },
    device: '/dev/a/node',
    creates: '/dev/a',
    misleads: true,
  },
  {
    name: 'a node and an absolute link out',
    furnish: `${DEV}; ${own('$R/dev/node')}; ln -s ${NOT_OURS}/node "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/node', other: 'rootfs/dev/b' },
    device: '/dev/node',
    misleads: true,
  },
  {
    name: 'a node and a link through /proc/self/root',
    furnish: `${DEV}; ${own('$R/dev/node')}; ln -s /proc/self/root${NOT_OURS}/node "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/node', other: 'rootfs/dev/b' },
    device: '/dev/node',
    misleads: true,
  },
  {
    name: 'a directory and a file',
    furnish: `${DEV}; mkdir "$R/dev/a"; ${own('$R/dev/a/node')}; touch "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/a', other: 'rootfs/dev/b' },
    device: '/dev/a/node',
    creates: '/dev/a',
    misleads: false,
  },
  {
    name: 'a node and a dangling link out',
    furnish: `${DEV}; ${own('$R/dev/node')}; ln -s ${NOT_OURS}/dangling "$R/dev/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev/node', other: 'rootfs/dev/b' },
    device: '/dev/node',
    misleads: true,
  },
  {
    name: 'a node and a node with another number',
    furnish: `${DEV}; ${own('$R/dev/node')}; ${own('$R/dev/b', 5)}`,
    attack: { do: 'exchange', one: 'rootfs/dev/node', other: 'rootfs/dev/b' },
    device: '/dev/node',
    misleads: true,
  },
  {
    name: '/dev and a link out',
    furnish: `${own('$R/dev/node')}; ln -s ${NOT_OURS} "$R/b"`,
    attack: { do: 'exchange', one: 'rootfs/dev', other: 'rootfs/b' },
    device: '/dev/node',
    creates: '/dev',
    misleads: true,
  },
  {
    name: 'the rootfs and a link to another one',
    furnish: `${own('$R/dev/node')}; ln -s ${NOT_OURS} "$A/b"`,
    attack: { do: 'exchange', one: 'rootfs', other: 'b' },
    device: '/dev/node',
    creates: '/dev',
    maySeeHost: true,
    misleads: true,
  },
  {
    name: 'a directory and one from outside the rootfs',
    furnish: `mkdir "$R/dev/a" "$A/b"; ${own('$R/dev/a/node')}; ${own('$A/b/node', 5)}`,
    attack: { do: 'exchange', one: 'rootfs/dev/a', other: 'b' },
    device: '/dev/a/node',
    creates: '/dev/a',
    misleads: true,
  },
  {
    name: "a mount of the host's node, on and off",
    furnish: `${DEV}; ${own('$R/dev/node')}`,
    attack: { do: 'mount', source: `${NOT_OURS}/node`, target: 'rootfs/dev/node' },
    device: '/dev/node',
    maySeeHost: true,
    misleads: true,
  },
  {
    name: 'a node removed, and made again as a link out',
    furnish: `${DEV}; ${own('$R/dev/node')}`,
    attack: { do: 'recreate', name: 'rootfs/dev/node', link: `${NOT_OURS}/node` },
    device: '/dev/node',
    misleads: true,
  },
]
