import type { HostGid } from './ids.ts'

/** What kind of engine and privilege the container is started with. */
export interface Situation {
  /** The hook is uid 0 of the initial user namespace: it may mknod, and chown to any id. */
  readonly realRoot: boolean
  /** The container has a user namespace of its own (created or joined) below the hook's. */
  readonly userns: boolean
  readonly runtime: Runtime
  /** Supplementary groups of whoever starts the container, those without a name in the hook's user namespace left out. */
  readonly callerGroups: readonly HostGid[]
  /** A directory above the rootfs belongs to a group that is not mapped: crun#2224 is about what happens then. */
  readonly unmappedRootfs: boolean
}

/** The low-level runtime that follows; precreate is not told, so it may stay unknown. */
export interface Runtime {
  readonly name: 'crun' | 'runc' | 'unknown'
  /** Seen on a command line, rather than taken from a configuration that may not be the one in force. */
  readonly sure: boolean
}

export const UNKNOWN_RUNTIME: Runtime = { name: 'unknown', sure: false }
