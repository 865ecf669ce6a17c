import type { DeviceNumber } from '../model/device.ts'

/** Strategies a policy may switch off. */
export type GrantName = 'owner' | 'groups' | 'keep-groups' | 'private' | 'create'

/** A pattern of device numbers; undefined stands for any. */
export interface NumberPattern {
  readonly type: DeviceNumber['type']
  readonly major: number | undefined
  readonly minor: number | undefined
}

/** What the administrator lets the hook do. It narrows: nothing here grants what the engine did not. */
export interface Policy {
  /** The file it comes from, or "built-in". */
  readonly source: string
  /** Globs of device paths that may be served. */
  readonly allow: readonly string[]
  readonly denyDevices: readonly string[]
  readonly denyNumbers: readonly NumberPattern[]
  /** Names of groups whose gid is never given to a container; names that the host lacks match nothing. */
  readonly denyGroups: readonly string[]
  readonly denyGids: readonly number[]
  readonly strategies: readonly GrantName[]
  /** Globs of devices that the annotation `devices` may add to a container. */
  readonly create: readonly string[]
  /** Whether a refused device that the container named stops its start. */
  readonly onDenied: 'fail' | 'continue'
}

/** Raw memory and I/O ports: whoever opens them owns the host (drivers/char/mem.c). */
const MEMORY: readonly NumberPattern[] = [1, 2, 4].map((minor) => ({ type: 'c', major: 1, minor }))

/** Groups that are as good as root on common distributions. */
const PRIVILEGED_GROUPS = ['root', 'disk', 'kmem', 'mem', 'shadow', 'sudo', 'wheel', 'adm', 'docker', 'lxd', 'libvirt']

/** What holds without a policy file: serve what the engine gave, add nothing. */
export const BUILT_IN_POLICY: Policy = {
  source: 'built-in',
  allow: ['/dev/**'],
  denyDevices: [],
  denyNumbers: [{ type: 'b', major: undefined, minor: undefined }, ...MEMORY],
  denyGroups: PRIVILEGED_GROUPS,
  denyGids: [0],
  strategies: ['owner', 'groups', 'keep-groups', 'private', 'create'],
  create: [],
  onDenied: 'fail',
}
