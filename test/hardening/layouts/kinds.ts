type Place = 'dev' | 'parent' | 'node'

/** Something hostile in the place of a component. */
export interface Kind {
  readonly on: readonly Place[]
  /** Whether it is a mount, which an image cannot hold. */
  readonly isMount: boolean
  /**
   * Shell commands that put it there. `$P` is where, free by then; `$T` its like among what the container must not reach;
   * `$H` its like in the host's /dev.
   */
  readonly plant: string
}

const ALL = ['dev', 'parent', 'node'] as const
const DIRECTORIES = ['dev', 'parent'] as const
const NODE = ['node'] as const

const link = (target: string): Kind => ({ on: ALL, isMount: false, plant: `ln -s "${target}" "$P"` })
const thing = (on: Kind['on'], plant: string): Kind => ({ on, isMount: false, plant })
const mounted = (on: Kind['on'], plant: string): Kind => ({ on, isMount: true, plant })

const chain = (links: number) =>
  `mkdir "$P.chain"; ln -s "$T" "$P.chain/1"; i=1; while [ $i -lt ${links} ]; do n=$((i+1)); ln -s "$P.chain/$i" "$P.chain/$n"; i=$n; done; ln -s "$P.chain/$i" "$P"`
const DIRECTORY = 'mkdir "$P"'
const ON_FILE = ': > "$P"'

/** Fills a directory with the node that the hook goes for: `$N` is its path below it. */
const WITH_NODE = 'mkdir -p "$(dirname "$P$N")"; mknod -m 660 "$P$N" c 1 3'

/** Everything that may stand where a directory or a node of the container's /dev should be. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'link-absolute': link('$T'),
  'link-relative': link('../../../../../../../../../..$T'),
  'link-to-host-dev': link('$H'),
  'link-dangling': link('/tmp/canary/nothing'),
  'link-loop': link('$(basename "$P")'),
  'link-40-deep': thing(ALL, chain(39)),
  'link-41-deep': thing(ALL, chain(41)),
  'link-self-root': link('/proc/self/root$T'),
  'link-init-root': link('/proc/1/root$T'),
  'link-thread-root': link('/proc/thread-self/root$T'),
  'link-fd': link('/proc/self/fd/0'),
  'link-cwd': link('/proc/self/cwd'),
  'link-dot-dot': link('$T/../$(basename "$T")'),
  'link-inside': thing(ALL, 'ln -s "beside" "$P"; mknod -m 660 "$(dirname "$P")/beside" c 1 3'),
  file: thing(ALL, 'echo harmless > "$P"'),
  fifo: thing(ALL, 'mkfifo "$P"'),
  socket: thing(ALL, 'cp -a /tmp/canary/socket "$P"'),
  directory: thing(NODE, DIRECTORY),
  'another-number': thing(NODE, 'mknod -m 660 "$P" c 1 5'),
  'block-device': thing(NODE, 'mknod -m 660 "$P" b 1 3'),
  'set-id-bits': thing(NODE, 'mknod "$P" c 1 3; chmod 6777 "$P"'),
  'second-name': thing(NODE, 'mknod -m 660 "$P" c 1 3; ln "$P" "$P.other"'),
  'hard-link-out': thing(NODE, 'ln "$T" "$P" 2>/dev/null || { mknod -m 660 "$P" c 1 3; ln "$P" "$P.other"; }'),
  'sticky-directory': thing(DIRECTORIES, `${WITH_NODE}; chmod 1777 "$P"`),
  'bind-of-host-node': mounted(NODE, `${ON_FILE}; mount --bind "$H" "$P"`),
  'bind-of-canary-node': mounted(NODE, `${ON_FILE}; mount --bind "$T" "$P"`),
  'bind-of-canary-file': mounted(NODE, `${ON_FILE}; mount --bind /tmp/canary/file "$P"`),
  'bind-read-only': mounted(NODE, `${ON_FILE}; mount --bind "$T" "$P"; mount -o remount,bind,ro "$P"`),
  'two-mounts': mounted(NODE, `${ON_FILE}; mount --bind "$H" "$P"; mount --bind "$T" "$P"`),
  'bind-of-host-dev': mounted(DIRECTORIES, `${DIRECTORY}; mount --rbind "$H" "$P"`),
  'bind-of-canary': mounted(DIRECTORIES, `${DIRECTORY}; mount --bind "$T" "$P"`),
  'shared-bind': mounted(DIRECTORIES, `${DIRECTORY}; mount --bind "$T" "$P"; mount --make-shared "$P"`),
  'tmpfs-above': mounted(DIRECTORIES, `${DIRECTORY}; mount -t tmpfs tmpfs "$P"; ${WITH_NODE}`),
  'tmpfs-nodev': mounted(DIRECTORIES, `${DIRECTORY}; mount -t tmpfs -o nodev tmpfs "$P"; ${WITH_NODE}`),
  'tmpfs-read-only': mounted(
    DIRECTORIES,
    `${DIRECTORY}; mount -t tmpfs tmpfs "$P"; ${WITH_NODE}; mount -o remount,ro "$P"`,
  ),
  overlay: mounted(
    DIRECTORIES,
    `${DIRECTORY}; mount -t tmpfs tmpfs "$P"; mkdir "$P/u" "$P/w"; mount -t overlay -o "lowerdir=$T,upperdir=$P/u,workdir=$P/w" overlay "$P"`,
  ),
  proc: mounted(DIRECTORIES, `${DIRECTORY}; mount -t proc proc "$P"`),
}

/** What stood there goes first: another container that shares the directory could have removed it too. */
const MAKE_ROOM = 'umount -R -l "$P" 2>/dev/null || :; mkdir -p "$(dirname "$P")"; rm -rf --one-file-system "$P"'

/** The script that plants a kind at `$P`. @param over Whether it is mounted over what is there, which is the host's. */
export function planting(kind: string, over: boolean): string {
  const { plant } = KINDS[kind] ?? { plant: WITH_NODE }
  return `set -e; ${over ? '' : `${MAKE_ROOM}; `}${plant}`
}
