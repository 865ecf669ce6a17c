import type { Cell } from './axes.ts'
import { deviceGidInside } from './ids.ts'

/** The container's user, by the container's numbers. */
export function uidOf({ user }: Cell): number {
  return user === '1000' ? 1000 : 0
}

/** Supplementary groups of the container's process. */
export function groupsOf(cell: Cell): number[] {
  const gid = cell.member === 'identity' ? deviceGidInside(cell) : undefined
  return gid === undefined ? [] : [gid]
}

/** podman's default capabilities (containers.conf(5)), for a root with and without power over modes. */
export function capabilitiesOf({ user }: Cell): string[] {
  return user === 'weakroot' ? DEFAULT.filter((name) => name !== 'CAP_DAC_OVERRIDE') : DEFAULT
}

const DEFAULT = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_NET_BIND_SERVICE',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
]
