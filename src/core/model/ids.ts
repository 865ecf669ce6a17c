declare const space: unique symbol

/**
 * Ids as the hook's own user namespace counts them: what its stat(2) shows and its system calls take. For a hook that is
 * root of the host these are the host's ids; for a rootless one they are those of podman's user namespace.
 */
export type HostUid = number & { readonly [space]: 'host uid' }
export type HostGid = number & { readonly [space]: 'host gid' }
/** Ids as the container's user namespace counts them: what config.json holds. Equal to the host's when there is none. */
export type ContainerUid = number & { readonly [space]: 'container uid' }
export type ContainerGid = number & { readonly [space]: 'container gid' }

/** What a translation answers when no mapping covers the id. Never replaced by a number such as 65534. */
export const UNMAPPED = 'unmapped'
export type Unmapped = typeof UNMAPPED

/** What stat(2) shows in a user namespace for an id that it does not map (/proc/sys/kernel/overflowuid). */
export const OVERFLOW_ID = 65534

/** Largest id accepted from outside: runc and containerd refuse more, and -1 means "unchanged" to chown(2). */
export const MAX_ID = 2 ** 31 - 1
