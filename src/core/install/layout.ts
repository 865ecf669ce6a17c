/** Engines that read hooks.d files. */
export type Target = 'podman' | 'crio'

/** What is asked for; what is on disk afterwards follows from it and from what the engines' files say. */
export interface Installation {
  /** Where the executable and the hooks.d files go: `/usr/local`, or `~/.local`. */
  readonly prefix: string
  readonly targets: readonly Target[]
  /** Serve every container, and not only those with an annotation of ours. */
  readonly always: boolean
}

export function executablePath(prefix: string): string {
  return `${prefix}/bin/oci-device-hook`
}

/**
 * One directory an engine, and none that another engine reads: a file that names precreate keeps CRI-O from starting and
 * root's `podman build` from building.
 */
export function hooksDirectory(prefix: string, target: Target): string {
  return `${prefix}/share/oci-device-hook/${target === 'podman' ? 'hooks.d' : 'crio-hooks.d'}`
}

/** The stage that each engine is to call: podman alone knows precreate, where most can be done. */
export const STAGE_OF = { podman: 'precreate', crio: 'createRuntime' } as const satisfies Record<Target, string>

export function hookEntryPath(prefix: string, target: Target): string {
  return `${hooksDirectory(prefix, target)}/oci-device-hook-${STAGE_OF[target]}.json`
}
