/** Where an installation keeps what the way back needs. */
export interface Places {
  /** Ours alone: /var/lib/oci-device-hook, or below `$XDG_STATE_HOME`. */
  readonly state: string
}

export function recordPath({ state }: Places): string {
  return `${state}/install.json`
}

/** What was there before us. */
export function keptDirectory({ state }: Places): string {
  return `${state}/before`
}

/** The bytes of a file that was there before us, named by what they are. */
export function keptPath(places: Places, sha256: string): string {
  return `${keptDirectory(places)}/${sha256}`
}
