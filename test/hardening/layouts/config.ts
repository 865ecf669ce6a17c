import { hookEntry } from '../../../scripts/matrix/binary.ts'
import type { Layout } from './axes.ts'
import { FIRST_ID, type Place } from './place.ts'

const NULL = { type: 'c', major: 1, minor: 3 }

/** Which hook the container is started with, after the one that plants. `refuser`: one that does nothing but fail. */
export type Guest = 'hook' | 'naive' | 'nobody' | 'refuser'

/** The annotations of a layout. */
export function annotationsOf({ asks, arrival }: Layout, { device }: Place): Record<string, string> {
  const named = { 'oci-device-hook/devices': device }
  if (arrival === 'annotation') return named
  switch (asks) {
    case 'mode':
      return { 'oci-device-hook/mode': 'auto' }
    case 'devices':
      return named
    case 'require':
      return { 'oci-device-hook/require': device }
    case 'optional':
      return { 'oci-device-hook/optional': device, 'oci-device-hook/mode': 'auto' }
  }
}

/** config.json of a bare runtime. @param hooks The elements of createRuntime. */
export function configOf(layout: Layout, place: Place, isMapped: boolean, hooks: readonly object[]): object {
  const map = [{ containerID: 0, hostID: FIRST_ID, size: 65_536 }]
  const user = isMapped ? { uidMappings: map, gidMappings: map } : {}
  const namespaces = ['pid', 'ipc', 'uts', 'mount', 'network', ...(isMapped ? ['user'] : [])]
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 1000, gid: 1000 },
      args: ['/bin/busybox', 'true'],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities: { bounding: [] },
      noNewPrivileges: true,
    },
    root: { path: 'rootfs' },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      ...devMount(layout, place),
      ...binds(layout, place),
    ],
    annotations: annotationsOf(layout, place),
    hooks: { createRuntime: hooks },
    linux: {
      ...user,
      resources: {
        devices: [
          { allow: false, access: 'rwm' },
          { allow: true, access: 'rwm', ...NULL },
        ],
      },
      devices: layout.arrival === 'entry' ? [{ path: place.device, ...NULL, fileMode: 0o660, uid: 0, gid: 44 }] : [],
      namespaces: namespaces.map((type) => ({ type })),
    },
  }
}

function devMount({ mount }: Layout, { directory }: Place): object[] {
  const at = { destination: '/dev' }
  const bind = { ...at, type: 'bind', options: ['rbind', 'rprivate', 'rw'] }
  switch (mount) {
    case 'tmpfs':
      return [{ ...at, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', 'strictatime', 'mode=755'] }]
    case 'none':
      return []
    case 'volume':
      return [{ ...bind, source: `${directory}/volume` }]
    case 'host':
      return [{ ...bind, source: '/dev' }]
    case 'overlay': {
      const options = ['lowerdir=/tmp/canary/dev', `upperdir=${directory}/upper`, `workdir=${directory}/work`]
      return [{ ...at, type: 'overlay', source: 'overlay', options }]
    }
  }
}

function binds({ arrival }: Layout, { device }: Place): object[] {
  if (arrival !== 'bind' && arrival !== 'directory') return []
  return [{ destination: device, type: 'bind', source: device, options: ['rbind', 'rprivate', 'rw'] }]
}

/**
 * The hook that plays the other container: it marks that the hooks were reached, and plants from within the mount namespace.
 * What it cannot plant it leaves: the case then goes on with what is there.
 */
export function plantEntry(script: string): object {
  return { path: '/bin/sh', args: ['sh', '-c', PLANT, 'plant', script], env: PATH }
}

/** Says that the hooks were reached, and why nothing could be planted. */
export const REACHED = '/tmp/hostile/reached'

const PLANT = `
pid=$(sed 's/.*"pid": *\\([0-9]*\\).*/\\1/')
[ -z "$1" ] || planted=$(nsenter --mount --target "$pid" sh -c "$1" 2>&1)
echo "$planted" > ${REACHED}`

/** What many a hook does: takes the device by its path in the rootfs, makes it where it is missing, and gives it away. */
const NAIVE = `
pid=$(sed 's/.*"pid": *\\([0-9]*\\).*/\\1/')
node=/proc/$pid/root$1$2
[ -e "$node" ] || { mkdir -p "\${node%/*}"; mknod "$node" c 1 3; }
chown 1000:1000 "$node" && chmod 660 "$node"; :`

const PATH = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin']

export function guestEntries(guest: Guest, { rootfs, device }: Place): object[] {
  if (guest === 'nobody') return []
  if (guest === 'hook') return [hookEntry('createRuntime')]
  if (guest === 'refuser') return [{ path: '/bin/sh', args: ['sh', '-c', 'cat > /dev/null; exit 77'], env: PATH }]
  return [{ path: '/bin/sh', args: ['sh', '-c', NAIVE, 'naive', rootfs, device], env: PATH }]
}
