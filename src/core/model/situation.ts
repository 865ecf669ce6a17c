/** What kind of engine and privilege the container is started with. */
export interface Situation {
  /** The hook is uid 0 of the initial user namespace: it may mknod, and chown to any id. */
  readonly realRoot: boolean
  /** The container has a user namespace of its own (created or joined) below the hook's. */
  readonly userns: boolean
  readonly runtime: Runtime
}

/** The low-level runtime that follows; precreate is not told, so it may stay unknown. */
export type Runtime = 'crun' | 'runc' | 'unknown'
